using Breezeway.Annex;
using Breezeway.Annex.Keys;

namespace Breezeway.Remotes.P2P;

/// <summary>Something went wrong between this end and the peer. Messages hold text of the peer's only as <see cref="PeerText"/> lets through.</summary>
public abstract class P2PFailure(string message, Exception? cause = null) : RemoteFailure(message, cause);

/// <summary>The connection is gone: closed, failed, too slow, or given up in the middle. A new connection may do better.</summary>
public sealed class RemoteUnavailable(string message, Exception? cause = null) : P2PFailure(message, cause);

/// <summary>The peer sent what the protocol does not allow here. The connection is finished.</summary>
public sealed class ProtocolViolation(string message) : P2PFailure(message);

/// <summary>The peer answered ERROR. The connection can still be used.</summary>
public sealed class RemoteRefused(string text) : P2PFailure(PeerText.Shown(text));

/// <summary>The peer is there, but it is not the repository that was asked for (<paramref name="found"/> null: it refused to say).</summary>
public sealed class WrongRepository(Uuid expected, Uuid? found)
    : P2PFailure(found is { } f ? $"expected repository UUID {expected} but found UUID {PeerText.Shown(f.ToString())}" : "the remote repository refused the connection");

/// <summary>The key's name holds characters that would be read as something else, or is too long for a message. Nothing was sent.</summary>
public sealed class UnsendableKey(Key key) : P2PFailure($"this key cannot be sent to another repository: {PeerText.Shown(key.ToString())}");

/// <summary>Makes text of a peer's fit for a message to the user: one short line without control characters.</summary>
public static class PeerText
{
    public static string Shown(string text) => string.Create(Math.Min(text.Length, 300), text, (to, from) =>
    {
        for (int i = 0; i < to.Length; i++) to[i] = from[i] is < ' ' or '\x7f' or (>= '\x80' and < '\xa0') ? '?' : from[i];
    });
}
