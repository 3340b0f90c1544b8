package org.rapport.server.security;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.interceptor.auth.AuthorizationInterceptor;
import ca.uhn.fhir.rest.server.interceptor.auth.IAuthRule;
import ca.uhn.fhir.rest.server.interceptor.auth.PolicyEnum;
import ca.uhn.fhir.rest.server.interceptor.auth.RuleBuilder;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.rapport.server.fhir.FhirInterceptor;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Holds every interaction, each entry of a batch or transaction included, to the token's scopes.
 * Operations need {@code system/*.cruds}. Beyond scope: 403 with an OperationOutcome.
 */
@Component
public class ScopeAuthorization extends AuthorizationInterceptor implements FhirInterceptor {
  private static final String RULES = ScopeAuthorization.class.getName();

  private final FhirContext context;

  ScopeAuthorization(FhirContext context) {
    super(PolicyEnum.DENY);
    this.context = context;
  }

  @Override
  public List<IAuthRule> buildRuleList(RequestDetails request) {
    Object known = request.getAttribute(RULES);
    if (known instanceof Rules rules) {
      return rules.list();
    }
    Rules rules = new Rules(rules(SecurityContextHolder.getContext().getAuthentication()));
    request.setAttribute(RULES, rules);
    return rules.list();
  }

  private List<IAuthRule> rules(Authentication authentication) {
    if (!(authentication instanceof JwtAuthenticationToken token)) {
      return new RuleBuilder().allow().metadata().andThen().denyAll().build();
    }
    Object claim = token.getToken().getClaims().get("scope");
    SystemScopes scopes =
        SystemScopes.of(
            claim instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of());
    if (scopes.everything()) {
      return new RuleBuilder().allowAll().build();
    }
    RuleBuilder builder = new RuleBuilder();
    builder.allow().metadata();
    builder.allow().transaction().withAnyOperation().andApplyNormalRules();
    for (String type : scopes.types().contains("*") ? context.getResourceTypes() : scopes.types()) {
      if (context.getResourceTypes().contains(type)) {
        allow(builder, context.getResourceDefinition(type).getImplementingClass(), type, scopes);
      }
    }
    return builder.denyAll().build();
  }

  private static void allow(
      RuleBuilder builder, Class<? extends IBaseResource> type, String name, SystemScopes scopes) {
    if (scopes.permits(name, "r") || scopes.permits(name, "s")) {
      builder.allow().read().resourcesOfType(type).withAnyId();
    }
    if (scopes.permits(name, "c")) {
      builder.allow().create().resourcesOfType(type).withAnyId();
    }
    if (scopes.permits(name, "u")) {
      builder.allow().write().resourcesOfType(type).withAnyId();
    }
    if (scopes.permits(name, "d")) {
      builder.allow().delete().resourcesOfType(type).withAnyId();
    }
  }

  /** Wraps the list, as a request's attributes are untyped. */
  private record Rules(List<IAuthRule> list) {}
}
