<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Event;

/**
 * A CloudEvent 1.0 in structured JSON, ready to send.
 */
class CloudEvent
{
    public const CONTENT_TYPE = 'application/cloudevents+json; charset=UTF-8';

    /**
     * @param string $id UUID
     * @param string $recordKey key of the Kafka message
     * @param string $json the whole event
     */
    public function __construct(
        public readonly string $id,
        public readonly string $recordKey,
        public readonly string $json
    ) {
    }
}
