<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Plugin\Reference;

use Ledgerlink\Xero\Model\Reference\Attach;
use Magento\Sales\Api\Data\CreditmemoInterface;
use Magento\Sales\Api\Data\CreditmemoSearchResultInterface;
use Magento\Sales\Api\CreditmemoRepositoryInterface;

/**
 * A credit memo read over REST or SOAP shows its own Xero document, which is a part of the order's record.
 */
class AttachToCreditmemo
{
    /**
     * @param Attach $attach
     */
    public function __construct(private readonly Attach $attach)
    {
    }

    /**
     * One credit memo
     *
     * @param CreditmemoRepositoryInterface $subject
     * @param CreditmemoInterface $result
     * @return CreditmemoInterface
     */
    public function afterGet(CreditmemoRepositoryInterface $subject, CreditmemoInterface $result)
    {
        $this->attachTo([$result]);

        return $result;
    }

    /**
     * A list of credit memos
     *
     * @param CreditmemoRepositoryInterface $subject
     * @param CreditmemoSearchResultInterface $result
     * @return CreditmemoSearchResultInterface
     */
    public function afterGetList(CreditmemoRepositoryInterface $subject, CreditmemoSearchResultInterface $result)
    {
        $this->attachTo($result->getItems());

        return $result;
    }

    /**
     * Attaches by order id and part
     *
     * @param CreditmemoInterface[] $entities
     * @return void
     */
    private function attachTo(array $entities): void
    {
        $this->attach->attach(
            $entities,
            CreditmemoInterface::class,
            'order',
            static fn (CreditmemoInterface $entity) => $entity->getOrderId(),
            static fn (CreditmemoInterface $entity) => 'creditmemo:' . $entity->getEntityId()
        );
    }
}
