<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Event;

use Ledgerlink\Xero\Model\Instance\InstanceId;

/**
 * Puts snapshots into CloudEvents.
 */
class CloudEventFormat
{
    public const CHANGED = 'changed';
    public const DELETED = 'deleted';

    /** A broker takes 1 MB a message; the sidecar fetches by REST what was left out. */
    private const MAX_DATA_BYTES = 900000;

    /**
     * @param InstanceId $instanceId
     */
    public function __construct(private readonly InstanceId $instanceId)
    {
    }

    /**
     * Puts one snapshot into an event
     *
     * @param string $id UUID of the newest outbox row in it
     * @param string $recordType order, customer, product, stock or config
     * @param string $what CHANGED or DELETED
     * @param string $recordKey
     * @param string $time UTC, ISO 8601
     * @param string $version decimal
     * @param string[] $reasons
     * @param array $data
     * @param int $maxDataBytes data longer than this are left out
     * @return CloudEvent
     * @throws \JsonException when the data are not representable
     */
    public function format(
        string $id,
        string $recordType,
        string $what,
        string $recordKey,
        string $time,
        string $version,
        array $reasons,
        array $data,
        int $maxDataBytes = self::MAX_DATA_BYTES
    ): CloudEvent {
        $event = [
            'specversion' => '1.0',
            'id' => $id,
            'source' => 'urn:ledgerlink:' . $this->instanceId->get(),
            'type' => sprintf('com.ledgerlink.magento.%s.%s.v1', $recordType, $what),
            'subject' => $recordKey,
            'time' => $time,
            'datacontenttype' => 'application/json',
            'version' => $version,
            'reasons' => implode(',', array_unique($reasons)),
        ];
        $json = $this->encode($data);
        $json = strlen($json) > $maxDataBytes
            ? $this->encode($event)
            : substr($this->encode($event), 0, -1) . ',"data":' . $json . '}';

        return new CloudEvent($id, $recordKey, $json);
    }

    /**
     * Without flags for slashes and unicode, as Magento's REST renderer: its answers have the same bytes.
     *
     * @param array $value
     */
    private function encode(array $value): string
    {
        return json_encode($value, JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE);
    }
}
