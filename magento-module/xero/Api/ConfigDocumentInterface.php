<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Api;

/**
 * What the sidecar must know of this installation. Holds no secret.
 */
interface ConfigDocumentInterface
{
    /**
     * The document as JSON; over REST it is the body itself
     *
     * @return string
     */
    public function get();
}
