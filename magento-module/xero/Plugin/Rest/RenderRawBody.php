<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Plugin\Rest;

use Ledgerlink\Xero\Model\Rest\RawBody;
use Magento\Framework\Webapi\Rest\Response;

/**
 * Sends JSON as the service wrote it. Magento would encode the string once more and put quotation marks round it.
 */
class RenderRawBody
{
    /**
     * @param RawBody $rawBody
     */
    public function __construct(private readonly RawBody $rawBody)
    {
    }

    /**
     * Replaces the rendered body, for this module's own documents only
     *
     * @param Response $subject
     * @param Response $result
     * @param mixed $outputData
     * @return Response
     */
    public function afterPrepareResponse(Response $subject, $result, $outputData = null)
    {
        if ($this->rawBody->is($outputData)) {
            $subject->setMimeType('application/json')->setBody($outputData);
        }

        return $result;
    }
}
