<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Outbox;

/**
 * One change of a record: what the observers know without reading anything.
 */
class Change
{
    public const ORDER = 'order';
    public const CUSTOMER = 'customer';
    public const PRODUCT = 'product';
    public const STOCK = 'stock';
    public const CONFIG = 'config';

    private const DELETED = '.deleted';

    /**
     * @param string $recordType one of the constants
     * @param string $recordKey e.g. order:12; the Kafka key
     * @param string $reason e.g. invoice.created
     * @param int|null $entityId id of the record, null where only a SKU is known
     * @param int|null $storeId
     * @param int|null $websiteId
     * @param string|null $payload JSON of what cannot be read later
     */
    public function __construct(
        public readonly string $recordType,
        public readonly string $recordKey,
        public readonly string $reason,
        public readonly ?int $entityId = null,
        public readonly ?int $storeId = null,
        public readonly ?int $websiteId = null,
        public readonly ?string $payload = null
    ) {
    }

    /**
     * A change of an order or of one of its documents.
     *
     * @param int $orderId
     * @param string $reason
     * @param int|null $storeId
     * @param int|null $websiteId
     */
    public static function order(int $orderId, string $reason, ?int $storeId, ?int $websiteId): self
    {
        return new self(self::ORDER, self::ORDER . ':' . $orderId, $reason, $orderId, $storeId, $websiteId);
    }

    /**
     * A change of a customer or of one of his addresses
     *
     * @param int $customerId
     * @param string $reason
     * @param int|null $websiteId
     * @return self
     */
    public static function customer(int $customerId, string $reason, ?int $websiteId): self
    {
        return new self(self::CUSTOMER, self::CUSTOMER . ':' . $customerId, $reason, $customerId, null, $websiteId);
    }

    /**
     * A change of a product
     *
     * @param int $productId
     * @param string $reason
     * @return self
     */
    public static function product(int $productId, string $reason): self
    {
        return new self(self::PRODUCT, self::PRODUCT . ':' . $productId, $reason, $productId);
    }

    /**
     * A change of the stock of a SKU
     *
     * @param string $sku
     * @param string $reason
     * @return self
     */
    public static function stock(string $sku, string $reason): self
    {
        return new self(self::STOCK, self::STOCK . ':' . $sku, $reason);
    }

    /**
     * The end of a record, with its last snapshot, because nobody can read it any more.
     *
     * @param string $recordType
     * @param int $entityId
     * @param array|null $lastSnapshot as the snapshot builders give it; null when it could not be built
     * @param int|null $websiteId
     */
    public static function deleted(string $recordType, int $entityId, ?array $lastSnapshot, ?int $websiteId): self
    {
        return new self(
            $recordType,
            $recordType . ':' . $entityId,
            $recordType . self::DELETED,
            $entityId,
            null,
            $websiteId,
            json_encode($lastSnapshot, JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE)
        );
    }

    /**
     * Whether a reason says that the record itself is gone (`order.deleted`, but not `customer.address_deleted`).
     *
     * @param string $recordType
     * @param string $reason
     */
    public static function isDeletion(string $recordType, string $reason): bool
    {
        return $reason === $recordType . self::DELETED;
    }
}
