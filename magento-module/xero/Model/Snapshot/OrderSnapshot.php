<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Snapshot;

use Magento\Framework\Api\SearchCriteriaBuilderFactory;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\Webapi\ServiceOutputProcessor;
use Magento\Sales\Api\CreditmemoRepositoryInterfaceFactory;
use Magento\Sales\Api\Data\CreditmemoInterface;
use Magento\Sales\Api\Data\InvoiceInterface;
use Magento\Sales\Api\Data\OrderInterface;
use Magento\Sales\Api\Data\ShipmentInterface;
use Magento\Sales\Api\Data\TransactionInterface;
use Magento\Sales\Api\InvoiceRepositoryInterfaceFactory;
use Magento\Sales\Api\OrderRepositoryInterfaceFactory;
use Magento\Sales\Api\ShipmentRepositoryInterfaceFactory;
use Magento\Sales\Api\TransactionRepositoryInterfaceFactory;

/**
 * An order with its invoices, credit memos, shipments and transactions, and the facts that only Magento knows.
 *
 * Every snapshot takes new repositories: Magento's keep all they ever loaded, so a long process would give old data
 * and grow by half a megabyte an order.
 */
class OrderSnapshot implements SnapshotBuilderInterface
{
    /**
     * @param ServiceOutputProcessor $outputProcessor with stored amounts (di.xml)
     * @param SearchCriteriaBuilderFactory $searchCriteriaBuilderFactory
     * @param OrderRepositoryInterfaceFactory $orders
     * @param InvoiceRepositoryInterfaceFactory $invoices
     * @param CreditmemoRepositoryInterfaceFactory $creditmemos
     * @param ShipmentRepositoryInterfaceFactory $shipments
     * @param TransactionRepositoryInterfaceFactory $transactions
     * @param ProductFacts $productFacts
     * @param GroupFacts $groupFacts
     * @param StoreFacts $storeFacts
     * @param RestockedQuantities $restockedQuantities
     * @param ResourceConnection $resource
     */
    public function __construct(
        private readonly ServiceOutputProcessor $outputProcessor,
        private readonly SearchCriteriaBuilderFactory $searchCriteriaBuilderFactory,
        private readonly OrderRepositoryInterfaceFactory $orders,
        private readonly InvoiceRepositoryInterfaceFactory $invoices,
        private readonly CreditmemoRepositoryInterfaceFactory $creditmemos,
        private readonly ShipmentRepositoryInterfaceFactory $shipments,
        private readonly TransactionRepositoryInterfaceFactory $transactions,
        private readonly ProductFacts $productFacts,
        private readonly GroupFacts $groupFacts,
        private readonly StoreFacts $storeFacts,
        private readonly RestockedQuantities $restockedQuantities,
        private readonly ResourceConnection $resource
    ) {
    }

    /**
     * @inheritDoc
     */
    public function build(string $id): Snapshot
    {
        $orderId = (int)$id;
        $order = $this->orders->create()->get($orderId);
        $store = $order->getStoreId() === null ? null : $this->storeFacts->read((int)$order->getStoreId());
        $groupId = $order->getCustomerGroupId();
        $productIds = array_map(static fn ($item): int => (int)$item->getProductId(), $order->getItems());

        return new Snapshot(
            [
                'order' => $this->outputProcessor->convertValue($order, OrderInterface::class),
                'invoices' => $this->documents($this->invoices->create(), InvoiceInterface::class, $orderId),
                'creditmemos' => $this->documents($this->creditmemos->create(), CreditmemoInterface::class, $orderId),
                'shipments' => array_map(
                    [$this, 'withoutLabel'],
                    $this->documents($this->shipments->create(), ShipmentInterface::class, $orderId)
                ),
                'transactions' => $this->documents(
                    $this->transactions->create(),
                    TransactionInterface::class,
                    $orderId
                ),
                'amounts' => 'stored',
                'restocked' => (object)$this->restockedQuantities->read($orderId),
                'products' => (object)$this->productFacts->read($productIds),
                'customer_group' => $groupId === null ? null : $this->groupFacts->read((int)$groupId),
                'store' => $store,
            ],
            $store === null ? null : $store['website_id']
        );
    }

    /**
     * @inheritDoc
     */
    public function listIds(string $after, int $limit): array
    {
        $connection = $this->resource->getConnection();

        return $connection->fetchCol(
            $connection->select()
                ->from($this->resource->getTableName('sales_order'), 'entity_id')
                ->where('entity_id > ?', (int)$after)
                ->order('entity_id')
                ->limit($limit)
        );
    }

    /**
     * Documents of one kind
     *
     * @param \Magento\Sales\Api\InvoiceRepositoryInterface $repository or any with the same getList
     * @param string $type interface of its documents
     * @param int $orderId
     * @return array[] by ascending id
     */
    private function documents($repository, string $type, int $orderId): array
    {
        $criteria = $this->searchCriteriaBuilderFactory->create()->addFilter('order_id', $orderId)->create();
        $documents = array_values($repository->getList($criteria)->getItems());
        usort($documents, static fn ($one, $other): int => (int)$one->getId() <=> (int)$other->getId());

        return $this->outputProcessor->convertValue($documents, $type . '[]');
    }

    /**
     * A shipping label is a PDF: no fact for the books, raw bytes in some areas and base64 in others.
     *
     * @param array $shipment
     */
    private function withoutLabel(array $shipment): array
    {
        unset($shipment['shipping_label']);

        return $shipment;
    }
}
