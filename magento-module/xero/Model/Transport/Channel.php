<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Transport;

use Ledgerlink\Xero\Model\Config;
use Ledgerlink\Xero\Model\Event\CloudEvent;

/**
 * The configured transport, or with `auto` the first that can run.
 */
class Channel
{
    /**
     * @param TransportInterface[] $transports by code, in the order of preference
     * @param Config $config
     */
    public function __construct(
        private readonly array $transports,
        private readonly Config $config
    ) {
    }

    /**
     * Sends through the transport
     *
     * @param CloudEvent[] $events by any key
     * @return string[] why single events were refused, by the same keys
     * @throws TransportException
     */
    public function send(array $events): array
    {
        return $this->open()->send($events);
    }

    /**
     * The transport in use
     *
     * @throws TransportException when none can run
     */
    public function open(): TransportInterface
    {
        return $this->transports[$this->choose()->code] ?? throw new TransportException($this->choose()->reason);
    }

    /**
     * Which transport is used, and why.
     */
    public function choose(): Choice
    {
        $wanted = $this->config->getTransport();
        if ($wanted !== Config::TRANSPORT_AUTO) {
            return $this->chooseConfigured($wanted);
        }
        $obstacles = [];
        foreach ($this->transports as $code => $transport) {
            $obstacle = $transport->getObstacle();
            if ($obstacle === null) {
                $reason = $obstacles === [] ? 'first choice' : implode(' ', $obstacles);

                return new Choice($code, sprintf('auto: %s', $reason));
            }
            $obstacles[] = sprintf('%s: %s', $code, $obstacle);
        }

        return new Choice(null, 'No transport can run. ' . implode(' ', $obstacles));
    }

    /**
     * What each transport lacks
     *
     * @return array<string, string|null> why each transport cannot run, null for those that can
     */
    public function obstacles(): array
    {
        return array_map(
            static fn (TransportInterface $transport): ?string => $transport->getObstacle(),
            $this->transports
        );
    }

    /**
     * The transport that was asked for
     *
     * @param string $code
     * @return Choice
     */
    private function chooseConfigured(string $code): Choice
    {
        if (!isset($this->transports[$code])) {
            return new Choice(null, sprintf('There is no transport "%s".', $code));
        }
        $obstacle = $this->transports[$code]->getObstacle();

        return $obstacle === null
            ? new Choice($code, 'configured')
            : new Choice(null, sprintf('%s is configured, but cannot run. %s', $code, $obstacle));
    }
}
