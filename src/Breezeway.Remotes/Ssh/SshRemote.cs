using Breezeway.Annex;
using Breezeway.Annex.Copies;
using Breezeway.Annex.Keys;
using Breezeway.Remotes.P2P;
using Breezeway.Remotes.P2P.Conversations;

namespace Breezeway.Remotes.Ssh;

/// <summary>A repository on another machine, reached by ssh, whose <c>git-annex-shell</c> speaks the P2P protocol.</summary>
public sealed partial class SshRemote : IContentRemote
{
    readonly AnnexRepository _here;
    readonly SshSessions _sessions;

    /// <param name="transport">Shared with whatever else talks to that host.</param>
    public SshRemote(RemoteInfo info, AnnexRepository here, SshTransport transport)
    {
        Info = info;
        _here = here;
        Transport = transport;
        _sessions = new SshSessions(transport, here.Uuid, info.Uuid, here.Time);
    }

    public RemoteInfo Info { get; }
    public SshTransport Transport { get; }
    public bool CanLock => true;
    public bool IsReadOnly => Info.Settings.ReadOnly;

    public bool CheckPresent(Key key) => _sessions.Use(c => Wait(c.CheckPresentAsync(key, CancellationToken.None)), changes: false, CancellationToken.None);

    public IHeldCopy? TryLock(Key key)
    {
        for (; ; )
        {
            var session = _sessions.Take(CancellationToken.None);
            bool kept = session.IsUsed;
            session.IsUsed = true;
            RemoteLock? held = null;
            try { held = Wait(session.Client.LockContentAsync(key, CancellationToken.None)); }
            catch (RemoteUnavailable) when (kept) { continue; }
            finally { if (held is null) _sessions.Return(session); }
            return held is null ? null : new Held(_sessions, session, held, _here.Time.GetUtcNow() + held.Remaining);
        }
    }

    sealed class Held(SshSessions sessions, SshSession session, RemoteLock held, DateTimeOffset until) : IHeldCopy
    {
        /// <summary>The connection may break, and then only the retention holds.</summary>
        public DateTimeOffset? Until => until;

        public void Dispose()
        {
            held.DisposeAsync().AsTask().GetAwaiter().GetResult();
            sessions.Return(session);
        }
    }

    public IReadOnlyList<Uuid> Remove(Key key, SafeDropProof proof)
    {
        if (IsReadOnly) throw new RemoteFailure($"{Info.Name} is read-only");
        var result = _sessions.Use(c => Remove(c, key, proof), changes: true, CancellationToken.None);
        return result.Removed ? result.AlsoRemovedFrom : throw new RemoteFailure("the remote did not remove the content: it is locked there, or the locks on the other copies have expired");
    }

    /// <summary>A proof that ends counts by the other machine's clock: how long a message takes to get there does not matter then.</summary>
    RemoveResult Remove(P2PClient client, Key key, SafeDropProof proof)
    {
        try
        {
            if (proof.Ends is DateTimeOffset ends && client.Version >= 3)
            {
                long now = Wait(client.GetTimestampAsync(CancellationToken.None));
                long left = (long)Math.Floor((ends - _here.Time.GetUtcNow()).TotalSeconds);
                if (left > 0) return Wait(client.RemoveBeforeAsync(key, now + left, CancellationToken.None));
            }
            if (!proof.IsValidAt(_here.Time.GetUtcNow())) throw new RemoteFailure("the locks on the other copies have expired");
            return Wait(client.RemoveAsync(key, CancellationToken.None));
        }
        // the server ends without an answer when somebody holds the content; another try is for the caller to make
        catch (RemoteUnavailable e) when (client.Version > 0) { throw new RemoteFailure(e.Message, e); }
    }

    /// <summary>Nothing to do: a server that is ours answers only for what is durable, and others cannot be asked.</summary>
    public void MakeDurable() { }

    public void Flush() => _sessions.Flush();

    public void Dispose() => _sessions.Dispose();

    static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
