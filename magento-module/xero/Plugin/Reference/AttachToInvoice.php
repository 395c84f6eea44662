<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Plugin\Reference;

use Ledgerlink\Xero\Model\Reference\Attach;
use Magento\Sales\Api\Data\InvoiceInterface;
use Magento\Sales\Api\Data\InvoiceSearchResultInterface;
use Magento\Sales\Api\InvoiceRepositoryInterface;

/**
 * An invoice read over REST or SOAP shows its own Xero document, which is a part of the order's record.
 */
class AttachToInvoice
{
    /**
     * @param Attach $attach
     */
    public function __construct(private readonly Attach $attach)
    {
    }

    /**
     * One invoice
     *
     * @param InvoiceRepositoryInterface $subject
     * @param InvoiceInterface $result
     * @return InvoiceInterface
     */
    public function afterGet(InvoiceRepositoryInterface $subject, InvoiceInterface $result)
    {
        $this->attachTo([$result]);

        return $result;
    }

    /**
     * A list of invoices
     *
     * @param InvoiceRepositoryInterface $subject
     * @param InvoiceSearchResultInterface $result
     * @return InvoiceSearchResultInterface
     */
    public function afterGetList(InvoiceRepositoryInterface $subject, InvoiceSearchResultInterface $result)
    {
        $this->attachTo($result->getItems());

        return $result;
    }

    /**
     * Attaches by order id and part
     *
     * @param InvoiceInterface[] $entities
     * @return void
     */
    private function attachTo(array $entities): void
    {
        $this->attach->attach(
            $entities,
            InvoiceInterface::class,
            'order',
            static fn (InvoiceInterface $entity) => $entity->getOrderId(),
            static fn (InvoiceInterface $entity) => 'invoice:' . $entity->getEntityId()
        );
    }
}
