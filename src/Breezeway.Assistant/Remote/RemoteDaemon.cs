using Breezeway.Annex;
using Breezeway.Remotes;

namespace Breezeway.Assistant.Remote;

/// <summary>
/// Persistent connections to the remotes that can tell of changes: <c>git annex remotedaemon</c>. One runner a remote, each a thread of its own. Orders come from one thread.
/// </summary>
public sealed class RemoteDaemon(AnnexRepository here, IRemoteDaemonEvents events) : IDisposable
{
    readonly Random _random = new();
    readonly List<Thread> _threads = [];
    CancellationTokenSource _stop = new();
    RemoteList? _remotes;
    bool _isShut;

    /// <summary>Connects to all remotes there are now.</summary>
    public void Start()
    {
        if (_isShut) return;
        _remotes ??= RemoteList.Load(here, access: RemoteAccess.Daemon);
        foreach (var info in _remotes.All.Where(IsReachable))
        {
            var runner = new RemoteRunner(here, _remotes, info, events, _random);
            var stop = _stop.Token;
            var thread = new Thread(() => runner.Run(stop)) { IsBackground = true, Name = $"remote {info.Name}" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    bool IsReachable(RemoteInfo info) => info.Settings.Sync && !info.Settings.Ignore && info.Trust != Annex.Logs.TrustLevel.Dead && _remotes!.TransportOf(info) is not null;

    /// <summary>False: it was told to end.</summary>
    public bool Obey(RemoteDaemonOrder order)
    {
        switch (order)
        {
            case RemoteDaemonOrder.Stop: return false;
            case RemoteDaemonOrder.Pause: End(); _isShut = true; break;
            case RemoteDaemonOrder.LostNet: _remotes?.Sever(); End(); _isShut = true; break;
            case RemoteDaemonOrder.Resume: if (_isShut) { _isShut = false; Start(); } break;
            case RemoteDaemonOrder.Reload: Reload(); break;
            // for carriers that push what changed here; ssh remotes are pushed to by whoever changed it
            case RemoteDaemonOrder.Changed: break;
        }
        return true;
    }

    public void Reload()
    {
        End();
        _remotes?.Dispose();
        _remotes = null;
        here.Reload();
        Start();
    }

    void End()
    {
        _stop.Cancel();
        foreach (var t in _threads) t.Join();
        _threads.Clear();
        _stop.Dispose();
        _stop = new();
    }

    public void Dispose()
    {
        End();
        _stop.Dispose();
        _remotes?.Dispose();
    }
}
