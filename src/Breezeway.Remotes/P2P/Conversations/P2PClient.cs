using System.Collections.Immutable;
using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Remotes.P2P.Messages;
using Breezeway.Remotes.P2P.Wire;

namespace Breezeway.Remotes.P2P.Conversations;

/// <summary>
/// The client's side of the P2P protocol, versions 0 to 4 (transfer.md 2). One operation at a time; each has its deadline. A failure
/// other than <see cref="RemoteRefused"/> and <see cref="UnsendableKey"/> finishes the connection (<see cref="IsUsable"/>).
/// Everything from the peer is hostile until checked.
/// </summary>
/// <remarks>Owns the connection. Throws <see cref="P2PFailure"/>, and OperationCanceledException for the caller's token only.</remarks>
public sealed partial class P2PClient(P2PConnection connection, ClientLimits limits, TimeProvider time) : IAsyncDisposable
{
    int _busy;

    /// <summary>Agreed in the handshake; 0 before.</summary>
    public int Version { get; private set; }

    /// <summary>The server's repository, as it said.</summary>
    public Uuid Server { get; private set; }

    /// <summary>False once the connection is finished, or while a lock is held over it.</summary>
    public bool IsUsable => connection.Broken is null && Volatile.Read(ref _busy) == 0;

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>The start: the server says who it is, then both agree on a version, which is returned.</summary>
    /// <param name="expected">Null for whoever it is.</param>
    /// <exception cref="WrongRepository"/>
    public Task<int> HandshakeAsync(Uuid? expected, CancellationToken token) => OperateAsync(limits.Start, async deadline =>
    {
        Server = await ReceiveAsync(deadline) switch
        {
            Message.AuthSuccess m when expected is null || m.Server == expected => m.Server,
            Message.AuthSuccess m => throw connection.Break(new WrongRepository(expected!.Value, m.Server)),
            Message.AuthFailure => throw connection.Break(new WrongRepository(expected ?? default, null)),
            var other => throw Unexpected(other),
        };
        deadline.Renew(limits.Answer);
        try
        {
            Version = await AskAsync(new Message.Version(P2PServer.MaxVersion), deadline) switch
            {
                Message.Version { Number: <= P2PServer.MaxVersion } m => (int)m.Number,
                var other => throw Unexpected(other),
            };
        }
        catch (RemoteRefused) { Version = 0; }   // a server from before VERSION
        return Version;
    }, token);

    /// <summary>Names cluster nodes not to be relayed through. Does nothing below version 2, which has no clusters.</summary>
    public Task BypassAsync(ImmutableArray<Uuid> uuids, CancellationToken token) => OperateAsync(limits.Answer, async deadline =>
    {
        if (Version >= 2) await SendAsync(new Message.Bypass(uuids), deadline);
        return true;
    }, token);

    /// <summary>True: it is there. False: it is not. <see cref="RemoteRefused"/>: the peer cannot tell.</summary>
    public Task<bool> CheckPresentAsync(Key key, CancellationToken token) => OperateAsync(limits.Answer, async deadline =>
        await AskAsync(new Message.CheckPresent(key), deadline) switch
        {
            Message.Success => true,
            Message.Failure => false,
            var other => throw Unexpected(other),
        }, token);

    /// <summary>Removes content there. Whoever calls this has made sure that enough other copies exist.</summary>
    public Task<RemoveResult> RemoveAsync(Key key, CancellationToken token) => RemoveAsync(new Message.Remove(key), token);

    /// <summary>As <see cref="RemoveAsync(Key, CancellationToken)"/>, refused from that second of the server's clock on (<see cref="GetTimestampAsync"/>). From version 3.</summary>
    public Task<RemoveResult> RemoveBeforeAsync(Key key, long seconds, CancellationToken token) => RemoveAsync(new Message.RemoveBefore(seconds, key), token);

    Task<RemoveResult> RemoveAsync(Message request, CancellationToken token) => OperateAsync(limits.Answer, async deadline =>
        await AskAsync(request, deadline) switch
        {
            Message.Success => new RemoveResult(true, []),
            Message.SuccessPlus m when Version >= 2 => new RemoveResult(true, m.Uuids),
            Message.Failure => new RemoveResult(false, []),
            Message.FailurePlus m when Version >= 2 => new RemoveResult(false, m.Uuids),
            var other => throw Unexpected(other),
        }, token);

    /// <summary>Seconds of the server's monotonic clock. From version 3.</summary>
    public Task<long> GetTimestampAsync(CancellationToken token) => OperateAsync(limits.Answer, async deadline =>
        await AskAsync(new Message.GetTimestamp(), deadline) switch
        {
            Message.Timestamp m => m.Seconds,
            var other => throw Unexpected(other),
        }, token);
}
