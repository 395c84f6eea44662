<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Snapshot;

use Magento\Framework\Reflection\CustomAttributesProcessor;
use Magento\Framework\Reflection\DataObjectProcessor;
use Magento\Framework\Reflection\ExtensionAttributesProcessor;
use Magento\Framework\Reflection\FieldNamer;
use Magento\Framework\Reflection\MethodsMap;
use Magento\Framework\Reflection\TypeCaster;

/**
 * Represents data objects as they are stored, in every area alike.
 *
 * The REST and SOAP areas hang processors on DataObjectProcessor that alter amounts (Magento\Sales\Model\Order\Webapi\
 * ChangeOutputArray takes the discount off an order item's row totals). DI merges the arguments of a parent class into
 * its virtual types, so only a constructor without that argument keeps them out.
 */
class StoredDataProcessor extends DataObjectProcessor
{
    /**
     * @param MethodsMap $methodsMapProcessor
     * @param TypeCaster $typeCaster
     * @param FieldNamer $fieldNamer
     * @param CustomAttributesProcessor $customAttributesProcessor
     * @param ExtensionAttributesProcessor $extensionAttributesProcessor
     */
    public function __construct(
        MethodsMap $methodsMapProcessor,
        TypeCaster $typeCaster,
        FieldNamer $fieldNamer,
        CustomAttributesProcessor $customAttributesProcessor,
        ExtensionAttributesProcessor $extensionAttributesProcessor
    ) {
        parent::__construct(
            $methodsMapProcessor,
            $typeCaster,
            $fieldNamer,
            $customAttributesProcessor,
            $extensionAttributesProcessor
        );
    }
}
