<?php
// php integration.php NAME RESOURCE…: an integration with these rights and no others; prints its four keys as JSON.
declare(strict_types=1);

use Magento\Framework\App\Area;
use Magento\Framework\App\Bootstrap;
use Magento\Framework\App\State;
use Magento\Integration\Api\AuthorizationServiceInterface;
use Magento\Integration\Api\IntegrationServiceInterface;
use Magento\Integration\Api\OauthServiceInterface;

require getenv('MAGENTO_ROOT') . '/app/bootstrap.php';
$objects = Bootstrap::create(BP, $_SERVER)->getObjectManager();
$objects->get(State::class)->setAreaCode(Area::AREA_ADMINHTML);
[, $name] = $argv;
$resources = array_slice($argv, 2);
$integration = $objects->get(IntegrationServiceInterface::class)->create([
    'name' => $name,
    'email' => 'integration@example.com',
    'status' => 1,
    'endpoint' => '',
    'identity_link_url' => '',
    'setup_type' => 0,
    'all_resources' => 0,
    'resource' => $resources,
]);
$objects->get(AuthorizationServiceInterface::class)->grantPermissions($integration->getId(), $resources);
$oauth = $objects->get(OauthServiceInterface::class);
$oauth->createAccessToken($integration->getConsumerId(), true);
$consumer = $oauth->loadConsumer($integration->getConsumerId());
$token = $oauth->getAccessToken($integration->getConsumerId());
echo json_encode([
    'consumerKey' => $consumer->getKey(),
    'consumerSecret' => $consumer->getSecret(),
    'accessToken' => $token->getToken(),
    'accessTokenSecret' => $token->getSecret(),
]);
