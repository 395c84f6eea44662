<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Rest;

/**
 * JSON that a service of this module has already written and that must reach the client byte for byte.
 *
 * A snapshot's bytes are the relay's bytes: the sidecar compares them, and PHP does not write the same JSON again after
 * reading it (1.10 becomes 1.1, {} becomes []).
 */
class RawBody
{
    /** @var string|null */
    private ?string $json = null;

    /**
     * Keeps the JSON for the response of this request and gives it back
     *
     * @param string $json
     * @return string
     */
    public function keep(string $json): string
    {
        $this->json = $json;

        return $json;
    }

    /**
     * Whether this output of a service is the JSON that was kept
     *
     * @param mixed $output
     * @return bool
     */
    public function is(mixed $output): bool
    {
        return $this->json !== null && $this->json === $output;
    }
}
