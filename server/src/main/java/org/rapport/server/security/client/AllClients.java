package org.rapport.server.security.client;

import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/** The clients of the operator's settings, which win, and those that were registered since. */
public final class AllClients implements RegisteredClientRepository {
  private final RegisteredClientRepository known;
  private final ClientRegister register;

  /** Of both. */
  public AllClients(RegisteredClientRepository known, ClientRegister register) {
    this.known = known;
    this.register = register;
  }

  @Override
  public void save(RegisteredClient client) {
    throw new UnsupportedOperationException("Clients are registered by who may");
  }

  @Override
  public RegisteredClient findById(String id) {
    return findByClientId(id);
  }

  @Override
  public RegisteredClient findByClientId(String id) {
    RegisteredClient client = known.findByClientId(id);
    return client == null ? register.find(id).orElse(null) : client;
  }
}
