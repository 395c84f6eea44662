<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Transport;

use Ledgerlink\Xero\Model\Event\CloudEvent;

/**
 * One way out of Magento.
 */
interface TransportInterface
{
    /**
     * Why this transport cannot run here, or null when it can. Asks no network.
     */
    public function getObstacle(): ?string;

    /**
     * Where it sends to, for people.
     */
    public function getTarget(): string;

    /**
     * Sends and waits for the acknowledgement of every event.
     *
     * @param CloudEvent[] $events by any key
     * @return string[] why single events were refused, by the same keys; the others are durable at the other end
     * @throws TransportException when it is not certain that the events arrived: send them again
     */
    public function send(array $events): array;

    /**
     * Asks the other end for a sign of life, without sending an event.
     *
     * @return string what it answered, for people
     * @throws TransportException
     */
    public function probe(): string;
}
