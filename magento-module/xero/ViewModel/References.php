<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\ViewModel;

use Ledgerlink\Xero\Api\Data\ReferenceInterface;
use Ledgerlink\Xero\Api\Data\ReferenceInterfaceFactory;
use Ledgerlink\Xero\Model\Config;
use Ledgerlink\Xero\Model\Outbox\RecordingGate;
use Ledgerlink\Xero\Model\Reference\ReferenceTable;
use Ledgerlink\Xero\Model\Reference\Status;
use Magento\Framework\Phrase;
use Magento\Framework\View\Element\Block\ArgumentInterface;

/**
 * What the Xero box on the page of an order, invoice, credit memo, customer or product shows.
 */
class References implements ArgumentInterface
{
    /**
     * @param CurrentRecord $currentRecord
     * @param ReferenceTable $table
     * @param ReferenceInterfaceFactory $referenceFactory
     * @param Status $status
     * @param Config $config
     * @param RecordingGate $gate
     */
    public function __construct(
        private readonly CurrentRecord $currentRecord,
        private readonly ReferenceTable $table,
        private readonly ReferenceInterfaceFactory $referenceFactory,
        private readonly Status $status,
        private readonly Config $config,
        private readonly RecordingGate $gate
    ) {
    }

    /**
     * References that belong on this page
     *
     * @param string $page order, invoice, creditmemo, customer or product
     * @return ReferenceInterface[]
     */
    public function get(string $page): array
    {
        $record = $this->currentRecord->of($page);
        if ($record === null) {
            return [];
        }
        $references = array_map(
            fn (array $row): ReferenceInterface => $this->referenceFactory->create(['data' => $row]),
            $this->table->ofRecords($record['type'], [$record['id']])
        );

        return array_values(array_filter(
            $references,
            static fn (ReferenceInterface $reference): bool => $record['part'] === null
                || $reference->getPart() === $record['part']
        ));
    }

    /**
     * Whether the box has anything to say: an empty one would only puzzle where the connector is off
     *
     * @param string $page
     * @return bool
     */
    public function isShown(string $page): bool
    {
        return $this->currentRecord->of($page) !== null
            && ($this->gate->isOpenAnywhere() || $this->get($page) !== []);
    }

    /**
     * Address of the record's timeline in the sidecar, or null while no sidecar is set
     *
     * @param string $page
     * @return string|null
     */
    public function timelineUrl(string $page): ?string
    {
        $record = $this->currentRecord->of($page);
        $sidecar = $this->config->getSidecarUrl();

        return $record === null || $sidecar === ''
            ? null
            : sprintf('%s/records/%s:%d', $sidecar, $record['type'], $record['id']);
    }

    /**
     * What a part is called
     *
     * @param ReferenceInterface $reference
     * @return Phrase
     */
    public function partLabel(ReferenceInterface $reference): Phrase
    {
        return match (explode(':', $reference->getPart())[0]) {
            'contact' => __('Contact'),
            'order' => __('Order'),
            'invoice' => __('Invoice'),
            'creditmemo' => __('Credit Memo'),
            'payment' => __('Payment'),
            'item' => __('Item'),
            default => __('Document'),
        };
    }

    /**
     * What the document is called in Xero
     *
     * @param ReferenceInterface $reference
     * @return Phrase
     */
    public function documentLabel(ReferenceInterface $reference): Phrase
    {
        return match ($reference->getXeroType()) {
            'Contact' => __('Contact'),
            'Invoice' => __('Invoice'),
            'CreditNote' => __('Credit Note'),
            'Payment' => __('Payment'),
            'Item' => __('Item'),
            default => __('Document'),
        };
    }

    /**
     * Label of a reference's status
     *
     * @param ReferenceInterface $reference
     * @return Phrase
     */
    public function statusLabel(ReferenceInterface $reference): Phrase
    {
        return $this->status->label($reference->getStatus());
    }

    /**
     * Class of Magento's coloured label for a reference's status
     *
     * @param ReferenceInterface $reference
     * @return string
     */
    public function statusClass(ReferenceInterface $reference): string
    {
        return $this->status->cssClass($reference->getStatus());
    }
}
