package org.rapport.server.security.smart;

import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsent;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsentService;

/**
 * What was allowed before is not remembered: an app asks each time that it is opened, so that who
 * refuses is not overruled by what they once allowed. What they allowed is in the authorization.
 */
final class AskedEachTime implements OAuth2AuthorizationConsentService {

  @Override
  public void save(OAuth2AuthorizationConsent consent) {
    // Nothing is kept.
  }

  @Override
  public void remove(OAuth2AuthorizationConsent consent) {
    // Nothing is kept.
  }

  @Override
  public OAuth2AuthorizationConsent findById(String client, String principal) {
    return null;
  }
}
