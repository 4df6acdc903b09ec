using Breezeway.Base.Files;

namespace Breezeway.Remotes.P2P.Wire;

/// <summary>
/// The framing of the P2P protocol over two byte streams: lines, and data of a known length between them (transfer.md 2.1).
/// Memory is bounded: one buffer each way. Once broken it stays so, and keeps the first reason.
/// </summary>
/// <remarks>
/// One reader and one writer at a time. A read whose token fires leaves the connection whole: what arrives later is read by the
/// next read. A write whose token fires breaks it, as part of it may have been sent.
/// </remarks>
public sealed partial class P2PConnection(Stream input, Stream output) : IAsyncDisposable
{
    const int BufferSize = 128 * 1024;
    P2PFailure? _broken;

    /// <summary>Why this connection is finished; null while it is not.</summary>
    public P2PFailure? Broken => Volatile.Read(ref _broken);

    /// <summary>Finishes the connection. Returns the reason that counts, the first one, for the caller to throw.</summary>
    public P2PFailure Break(P2PFailure reason) => Interlocked.CompareExchange(ref _broken, reason, null) ?? reason;

    void ThrowIfBroken()
    {
        if (Broken is { } reason) throw reason;
    }

    /// <summary>Closes both streams. A read still going on ends when the peer's end closes.</summary>
    public async ValueTask DisposeAsync()
    {
        Break(new RemoteUnavailable("the connection was closed"));
        await CloseAsync(output);
        if (!ReferenceEquals(input, output)) await CloseAsync(input);
    }

    static async ValueTask CloseAsync(Stream stream)
    {
        // What closing has to say (a last flush that fails) is no news: nobody waits for that data any more.
        try { await stream.DisposeAsync(); }
        catch (Exception e) when (IsTransport(e)) { }
    }

    static bool IsTransport(Exception e) => e is IOException or ObjectDisposedException or FileError;
}
