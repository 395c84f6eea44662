<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\ViewModel;

use Ledgerlink\Xero\Model\Connection\RelayView;
use Ledgerlink\Xero\Model\Instance\BaseUrlPin;
use Ledgerlink\Xero\Model\Instance\InstanceId;
use Ledgerlink\Xero\Model\Outbox\Figures;
use Ledgerlink\Xero\Model\Outbox\Status;
use Ledgerlink\Xero\Model\Rest\ConfigDocument;
use Ledgerlink\Xero\Model\Transport\Channel;
use Magento\Framework\Phrase;
use Magento\Framework\View\Element\Block\ArgumentInterface;

/**
 * How the connector stands, in rows for the configuration page. Asks no network.
 */
class ConnectorState implements ArgumentInterface
{
    /**
     * @param InstanceId $instanceId
     * @param BaseUrlPin $baseUrlPin
     * @param RelayView $relayView
     * @param Channel $channel
     * @param Figures $figures
     */
    public function __construct(
        private readonly InstanceId $instanceId,
        private readonly BaseUrlPin $baseUrlPin,
        private readonly RelayView $relayView,
        private readonly Channel $channel,
        private readonly Figures $figures
    ) {
    }

    /**
     * Label and value of each row
     *
     * @return array<int, array{label: Phrase, value: Phrase|string}>
     */
    public function rows(): array
    {
        $counts = $this->figures->counts();

        return [
            ['label' => __('Module version'), 'value' => ConfigDocument::MODULE_VERSION],
            ['label' => __('Instance'), 'value' => $this->instanceId->get()],
            ['label' => __('Tied to'), 'value' => $this->tiedTo()],
            ['label' => __('Transport in use'), 'value' => $this->transport()],
            ['label' => __('Rows that wait'), 'value' => (string)$counts[Status::PENDING]],
            ['label' => __('Oldest of them'), 'value' => $this->oldest($counts[Status::PENDING])],
            ['label' => __('Rows that need a person'), 'value' => (string)$counts[Status::PARKED]],
        ];
    }

    /**
     * Which base URL the connector is tied to, and whether it is this one
     *
     * @return Phrase
     */
    private function tiedTo(): Phrase
    {
        $pinned = $this->baseUrlPin->pinned();

        return match (true) {
            $pinned === null => __('Nothing yet; the first enabling ties it to %1', $this->baseUrlPin->current()),
            $this->baseUrlPin->matches() => __('%1 (this shop)', $pinned),
            default => __(
                '%1, but this shop is %2: nothing is recorded or sent. If the shop has moved, run '
                . '"bin/magento ledgerlink:pin".',
                $pinned,
                $this->baseUrlPin->current()
            ),
        };
    }

    /**
     * What the relay sends by, and why
     *
     * @return Phrase|string
     */
    private function transport(): Phrase|string
    {
        $choice = $this->relayView->read();
        if ($choice === null) {
            return __('Not known before cron has run. From here: %1', $this->channel->choose()->reason);
        }

        return $choice->code === null ? $choice->reason : __('%1 (%2)', $choice->code, $choice->reason);
    }

    /**
     * Age of the oldest row that waits
     *
     * @param int $waiting
     * @return Phrase
     */
    private function oldest(int $waiting): Phrase
    {
        $seconds = $this->figures->oldestPendingSeconds();

        return match (true) {
            $waiting === 0 => __('None'),
            $seconds < 120 => __('%1 seconds', $seconds),
            $seconds < 7200 => __('%1 minutes', intdiv($seconds, 60)),
            default => __('%1 hours', intdiv($seconds, 3600)),
        };
    }
}
