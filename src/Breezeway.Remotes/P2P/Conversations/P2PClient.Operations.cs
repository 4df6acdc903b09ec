using Breezeway.Annex.Keys;
using Breezeway.Remotes.P2P.Messages;
using Breezeway.Remotes.P2P.Wire;

namespace Breezeway.Remotes.P2P.Conversations;

// What every operation has in common.
public sealed partial class P2PClient
{
    /// <summary>Runs one operation. Whatever ends it halfway finishes the connection, since nobody knows where the peer is then.</summary>
    async Task<T> OperateAsync<T>(TimeSpan limit, Func<Deadline, Task<T>> operation, CancellationToken token)
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0) throw new InvalidOperationException("this connection is in use");
        try
        {
            if (connection.Broken is { } reason) throw reason;
            using var deadline = new Deadline(limit, time, token);
            try { return await operation(deadline); }
            catch (OperationCanceledException) when (deadline.HasPassed)
            {
                throw connection.Break(new RemoteUnavailable($"the remote did not answer within {deadline.Limit.TotalSeconds:0} seconds"));
            }
            catch (Exception e) when (e is not (RemoteRefused or UnsendableKey))
            {
                connection.Break(e as P2PFailure ?? new RemoteUnavailable("given up in the middle of an operation", e));
                throw;
            }
        }
        finally { Volatile.Write(ref _busy, 0); }
    }

    async ValueTask<Message> AskAsync(Message request, Deadline deadline)
    {
        await SendAsync(request, deadline);
        return await ReceiveAsync(deadline);
    }

    async ValueTask SendAsync(Message message, Deadline deadline)
    {
        if (KeyOf(message) is { } key && !Message.IsSendable(message.Format())) throw new UnsendableKey(key);
        await connection.SendAsync(message, deadline.Token);
    }

    static Key? KeyOf(Message message) => message switch
    {
        Message.CheckPresent m => m.Key,
        Message.LockContent m => m.Key,
        Message.Remove m => m.Key,
        Message.RemoveBefore m => m.Key,
        Message.Get m => m.Key,
        Message.Put m => m.Key,
        _ => null,
    };

    /// <summary>The peer's next message, which is not ERROR.</summary>
    /// <exception cref="RemoteRefused">It is ERROR.</exception>
    async ValueTask<Message> ReceiveAsync(Deadline deadline)
    {
        string line = await connection.ReadLineAsync(deadline.Token)
            ?? throw connection.Break(new RemoteUnavailable("the remote closed the connection"));
        return Message.TryParse(line) switch
        {
            null => throw connection.Break(new ProtocolViolation($"the remote sent something that is not of the P2P protocol: {PeerText.Shown(line)}")),
            Message.Error e => throw new RemoteRefused(e.Text),
            var message => message,
        };
    }

    P2PFailure Unexpected(Message message) =>
        connection.Break(new ProtocolViolation($"unexpected response from remote: {PeerText.Shown(message.Format())}"));

    /// <summary>The name is only for show: it is left out where it would make the line too long or unreadable.</summary>
    static string Shown(string file, Func<string, Message> message) =>
        !file.StartsWith('/') && Message.IsSendable(message(file).Format()) ? file : "";
}
