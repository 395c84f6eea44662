<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit;

/**
 * Finds the phrases that a module shows to people: __() in PHP, $t() in JavaScript, translate="…" in XML.
 */
class Phrases
{
    /**
     * @param string $module folder of the module
     */
    public function __construct(private readonly string $module)
    {
    }

    /**
     * All phrases, sorted, each once
     *
     * @return string[]
     */
    public function used(): array
    {
        $phrases = [];
        $files = new \RecursiveIteratorIterator(
            new \RecursiveDirectoryIterator($this->module, \FilesystemIterator::SKIP_DOTS)
        );
        foreach ($files as $file) {
            $path = $file->getPathname();
            if (str_starts_with($path, $this->module . '/Test/')) {
                continue;
            }
            $phrases[] = match ($file->getExtension()) {
                'php', 'phtml' => $this->inPhp((string)file_get_contents($path)),
                'js' => $this->inJs((string)file_get_contents($path)),
                'xml' => $this->inXml($path),
                default => [],
            };
        }
        $phrases = array_unique(array_merge(...$phrases));
        sort($phrases, SORT_STRING);

        return $phrases;
    }

    /**
     * First arguments of __(), also when they are written in several pieces
     *
     * @param string $code
     * @return string[]
     */
    private function inPhp(string $code): array
    {
        $phrases = [];
        $tokens = array_values(array_filter(
            \PhpToken::tokenize($code),
            static fn (\PhpToken $token): bool => !$token->isIgnorable()
        ));
        foreach ($tokens as $index => $token) {
            if ($token->text !== '__' || $tokens[$index + 1]->text !== '(') {
                continue;
            }
            $phrase = '';
            $at = $index + 2;
            while ($tokens[$at]->is([T_CONSTANT_ENCAPSED_STRING, ord('.')])) {
                $phrase .= $tokens[$at]->is(ord('.')) ? '' : $this->unquote($tokens[$at]->text);
                $at++;
            }
            if ($phrase === '') {
                throw new \LogicException('__() of something else than a text: ' . $tokens[$at]->text);
            }
            $phrases[] = $phrase;
        }

        return $phrases;
    }

    /**
     * Arguments of $t()
     *
     * @param string $code
     * @return string[]
     */
    private function inJs(string $code): array
    {
        preg_match_all('/\$t\((\'(?:[^\'\\\\]|\\\\.)*\')/', $code, $matches);

        return array_map([$this, 'unquote'], $matches[1]);
    }

    /**
     * Texts of translated nodes: their own, or the children and attributes that translate names
     *
     * @param string $path
     * @return string[]
     */
    private function inXml(string $path): array
    {
        $document = new \DOMDocument();
        $document->load($path);
        $phrases = [];
        foreach ((new \DOMXPath($document))->query('//*[@translate]') as $node) {
            foreach (explode(' ', $node->getAttribute('translate')) as $name) {
                if ($name === 'true') {
                    $phrases[] = $node->textContent;
                } elseif ($node->hasAttribute($name)) {
                    $phrases[] = $node->getAttribute($name);
                } else {
                    foreach ($node->childNodes as $child) {
                        $phrases[] = $child->nodeName === $name ? $child->textContent : '';
                    }
                }
            }
        }

        return array_filter($phrases, static fn (string $phrase): bool => $phrase !== '');
    }

    /**
     * What a quoted text says
     *
     * @param string $literal
     * @return string
     */
    private function unquote(string $literal): string
    {
        $text = substr($literal, 1, -1);

        return $literal[0] === '\''
            ? str_replace(['\\\'', '\\\\'], ['\'', '\\'], $text)
            : stripcslashes($text);
    }
}
