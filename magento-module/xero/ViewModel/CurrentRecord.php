<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\ViewModel;

use Magento\Catalog\Api\Data\ProductInterface;
use Magento\Customer\Controller\RegistryConstants;
use Magento\Framework\Registry;
use Magento\Sales\Api\Data\CreditmemoInterface;
use Magento\Sales\Api\Data\InvoiceInterface;
use Magento\Sales\Api\Data\OrderInterface;

/**
 * Which record, and which part of it, an admin page shows. Magento's pages give it to others in the registry only.
 */
class CurrentRecord
{
    /**
     * @param Registry $registry
     */
    public function __construct(private readonly Registry $registry)
    {
    }

    /**
     * Record of a page: its type, id and part (null: all parts); null when the page shows none yet
     *
     * @param string $page order, invoice, creditmemo, customer or product
     * @return array{type: string, id: int, part: string|null}|null
     */
    public function of(string $page): ?array
    {
        $current = $this->registry->registry(
            $page === 'customer' ? RegistryConstants::CURRENT_CUSTOMER_ID : 'current_' . $page
        );

        return match (true) {
            $current instanceof OrderInterface => $this->record('order', $current->getEntityId()),
            $current instanceof InvoiceInterface =>
                $this->record('order', $current->getOrderId(), 'invoice:' . $current->getEntityId()),
            $current instanceof CreditmemoInterface =>
                $this->record('order', $current->getOrderId(), 'creditmemo:' . $current->getEntityId()),
            $current instanceof ProductInterface => $this->record('product', $current->getId()),
            $page === 'customer' => $this->record('customer', $current),
            default => null,
        };
    }

    /**
     * A record, unless it was never saved
     *
     * @param string $type
     * @param mixed $id
     * @param string|null $part
     * @return array{type: string, id: int, part: string|null}|null
     */
    private function record(string $type, mixed $id, ?string $part = null): ?array
    {
        return (int)$id > 0 ? ['type' => $type, 'id' => (int)$id, 'part' => $part] : null;
    }
}
