<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit;

use PHPUnit\Framework\TestCase;

class TranslationTest extends TestCase
{
    public function testEveryPhraseIsInTheTranslationFileAndNoOther(): void
    {
        $phrases = (new Phrases(dirname(__DIR__, 2)))->used();

        self::assertGreaterThan(50, count($phrases), 'The search for phrases must not have gone blind.');
        self::assertSame($phrases, $this->translated());
    }

    public function testEveryPhraseIsTranslatedByItself(): void
    {
        foreach ($this->rows() as $row) {
            self::assertCount(2, $row);
            self::assertSame($row[0], $row[1]);
        }
    }

    /**
     * @return string[]
     */
    private function translated(): array
    {
        $phrases = array_column($this->rows(), 0);
        sort($phrases, SORT_STRING);

        return $phrases;
    }

    /**
     * @return string[][]
     */
    private function rows(): array
    {
        $rows = [];
        $file = fopen(dirname(__DIR__, 2) . '/i18n/en_US.csv', 'rb');
        // no escape character: Magento reads the file in the same way
        while (($row = fgetcsv($file, 0, ',', '"', '"')) !== false) {
            $rows[] = $row;
        }
        fclose($file);

        return $rows;
    }
}
