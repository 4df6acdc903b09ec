using Breezeway.Annex;
using Breezeway.Assistant.Flow;
using Breezeway.Base.Files;
using Breezeway.Git;
using Breezeway.Git.Objects;
using Breezeway.Remotes;
using Breezeway.Remotes.P2P;
using Breezeway.Remotes.Ssh;
using Breezeway.Sync.Push;

namespace Breezeway.Assistant.Remote;

/// <summary>Keeps a connection to one ssh remote, and fetches when refs have changed over there.</summary>
sealed class RemoteRunner(AnnexRepository here, RemoteList remotes, RemoteInfo info, IRemoteDaemonEvents events, Random random)
{
    readonly SshTransport _transport = remotes.TransportOf(info)!;
    string? _warned;

    public string Url => _transport.Address.Url;

    /// <summary>Until the token: connects, and connects again after growing waits.</summary>
    public void Run(CancellationToken stop)
    {
        var backoff = new Backoff(random);
        while (!stop.IsCancellationRequested)
        {
            bool stood = false;
            try { new SshNotifications(_transport, info.Uuid).Run(() => { stood = true; Ready(); }, Changed, stop); }
            catch (P2PFailure e) { Warn(e.Message); }
            // an edge: whatever goes wrong with one connection, the next is tried
            catch (Exception e) when (e is FileError or GitFailed) { Warn(e.Message); }
            events.Disconnected(Url);
            if (stood) { backoff.Reset(); _warned = null; }
            stop.WaitHandle.WaitOne(backoff.Failed());
        }
    }

    /// <summary>Once for each reason: an unreachable remote is no news the hundredth time.</summary>
    void Warn(string message)
    {
        if (message == _warned) return;
        _warned = message;
        events.Warning(Url, message);
    }

    /// <summary>What changed while there was no connection was not told.</summary>
    void Ready()
    {
        events.Connected(Url);
        Fetch();
    }

    void Changed(IReadOnlyList<Sha> values)
    {
        if (values.Any(v => !here.GitObjects.Has(v))) Fetch();
    }

    void Fetch()
    {
        events.Syncing(Url);
        bool ok = true;
        try { GitPush.Fetch(here, info.Name, remotes.GitEnvironment(info)); }
        catch (GitFailed e) { ok = false; Warn(e.Message); }
        events.DoneSyncing(Url, ok);
    }
}
