<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Setup\Patch\Data;

use Ledgerlink\Xero\Model\Instance\InstanceId;
use Magento\Framework\Setup\Patch\DataPatchInterface;

/**
 * Gives the installation its identity.
 */
class MakeInstanceId implements DataPatchInterface
{
    /**
     * @param InstanceId $instanceId
     */
    public function __construct(private readonly InstanceId $instanceId)
    {
    }

    /**
     * @inheritDoc
     */
    public function apply()
    {
        $this->instanceId->get();

        return $this;
    }

    /**
     * @inheritDoc
     */
    public function getAliases()
    {
        return [];
    }

    /**
     * @inheritDoc
     */
    public static function getDependencies()
    {
        return [];
    }
}
