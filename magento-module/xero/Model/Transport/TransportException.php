<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Transport;

/**
 * Nothing can be sent now; the message says why and what to do. Events wait in the outbox.
 */
class TransportException extends \RuntimeException
{
}
