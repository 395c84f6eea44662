<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Relay;

use Magento\Framework\App\DeploymentConfig;
use Magento\Framework\MessageQueue\ConsumerInterface;

/**
 * Launches the relay as a queue consumer, so that whatever runs a shop's consumers also runs the relay. It reads the
 * outbox, not a queue.
 */
class RelayConsumer implements ConsumerInterface
{
    private const WAIT = 'queue/consumers_wait_for_messages';
    /** Magento starts it again within a minute; the cron job relays meanwhile. */
    private const LIFETIME_SECONDS = 3600;

    /**
     * @param RelayLoop $loop
     * @param DeploymentConfig $deploymentConfig
     */
    public function __construct(
        private readonly RelayLoop $loop,
        private readonly DeploymentConfig $deploymentConfig
    ) {
    }

    /**
     * @inheritDoc
     */
    public function process($maxNumberOfMessages = null)
    {
        $waits = (int)$this->deploymentConfig->get(self::WAIT, 1) === 1;
        $this->loop->run(microtime(true) + ($waits ? self::LIFETIME_SECONDS : 0), $waits);
    }
}
