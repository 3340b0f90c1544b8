package org.rapport.server.security.factor;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rapport.server.account.Account;
import org.rapport.server.account.Accounts;
import org.rapport.server.config.RapportSettings;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.webauthn.api.AuthenticatorSelectionCriteria;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRpEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.ResidentKeyRequirement;
import org.springframework.security.web.webauthn.api.UserVerificationRequirement;
import org.springframework.security.web.webauthn.management.JdbcUserCredentialRepository;
import org.springframework.security.web.webauthn.management.PublicKeyCredentialUserEntityRepository;
import org.springframework.security.web.webauthn.management.RelyingPartyAuthenticationRequest;
import org.springframework.security.web.webauthn.management.UserCredentialRepository;
import org.springframework.security.web.webauthn.management.WebAuthnRelyingPartyOperations;
import org.springframework.security.web.webauthn.management.Webauthn4JRelyingPartyOperations;
import org.springframework.stereotype.Component;

/**
 * Passkeys (Web Authentication Level 3): kept by the person's device, which asks for a finger, a
 * face or a PIN. So one is both factors at once, and signs in without a user name.
 */
@Component
public class Passkeys {
  private final Accounts accounts;
  private final UserCredentialRepository credentials;
  private final Webauthn4JRelyingPartyOperations operations;

  Passkeys(Accounts accounts, JdbcOperations jdbc, RapportSettings settings) {
    URI base = settings.publicBase();
    this.accounts = accounts;
    this.credentials = new JdbcUserCredentialRepository(jdbc);
    this.operations =
        new Webauthn4JRelyingPartyOperations(
            new People(accounts),
            credentials,
            PublicKeyCredentialRpEntity.builder()
                .id(base.getHost())
                .name(settings.clinic().name())
                .build(),
            Set.of(base.getScheme() + "://" + base.getAuthority()));
    operations.setCustomizeCreationOptions(
        options ->
            options
                .user(shown())
                .authenticatorSelection(
                    AuthenticatorSelectionCriteria.builder()
                        .residentKey(ResidentKeyRequirement.REQUIRED)
                        .userVerification(UserVerificationRequirement.REQUIRED)
                        .build()));
    operations.setCustomizeRequestOptions(
        options -> options.userVerification(UserVerificationRequirement.REQUIRED));
  }

  /** A passkey of somebody. */
  public record Passkey(String id, String label) {}

  /** Those of a person. */
  public List<Passkey> of(Account account) {
    return credentials.findByUserId(handle(account.id())).stream()
        .map(one -> new Passkey(one.getCredentialId().toBase64UrlString(), one.getLabel()))
        .toList();
  }

  /** Removes one of a person's; one of somebody else's stays. */
  public void remove(Account account, String id) {
    of(account).stream()
        .filter(one -> one.id().equals(id))
        .forEach(one -> credentials.delete(Bytes.fromBase64(one.id())));
  }

  /**
   * Whose passkey signed, if its person may sign in.
   *
   * @throws RuntimeException of the library for what no passkey of ours signed
   */
  public Optional<Account> signIn(RelyingPartyAuthenticationRequest signed) {
    PublicKeyCredentialUserEntity person = operations.authenticate(signed);
    return person == null
        ? Optional.empty()
        : accounts.find(person.getName()).filter(Account::active);
  }

  /** The library's side of the ceremonies. */
  public WebAuthnRelyingPartyOperations operations() {
    return operations;
  }

  /** What is stored. */
  public UserCredentialRepository credentials() {
    return credentials;
  }

  /** The person that the running request adds a passkey for, under the name that they know. */
  private PublicKeyCredentialUserEntity shown() {
    Account account =
        accounts
            .find(SecurityContextHolder.getContext().getAuthentication().getName())
            .orElseThrow();
    return ImmutablePublicKeyCredentialUserEntity.builder()
        .id(handle(account.id()))
        .name(account.username())
        .displayName(account.name() == null ? account.username() : account.name())
        .build();
  }

  /** The user handle (Web Authentication, section 14.6.1): opaque, so the account's id. */
  private static Bytes handle(String account) {
    return new Bytes(account.getBytes(StandardCharsets.UTF_8));
  }

  /** The accounts, as the library asks for them; it has nothing of its own to keep. */
  private record People(Accounts accounts) implements PublicKeyCredentialUserEntityRepository {
    @Override
    public PublicKeyCredentialUserEntity findById(Bytes id) {
      return findByUsername(new String(id.getBytes(), StandardCharsets.UTF_8));
    }

    @Override
    public PublicKeyCredentialUserEntity findByUsername(String account) {
      return accounts
          .find(account)
          .map(
              found ->
                  ImmutablePublicKeyCredentialUserEntity.builder()
                      .id(handle(found.id()))
                      .name(found.id())
                      .displayName(found.username())
                      .build())
          .orElse(null);
    }

    @Override
    public void save(PublicKeyCredentialUserEntity person) {
      // An account is made elsewhere.
    }

    @Override
    public void delete(Bytes id) {
      // Likewise.
    }
  }
}
