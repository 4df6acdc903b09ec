using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Git;
using Breezeway.Remotes;

namespace Breezeway.Assistant.Daemon;

/// <summary>
/// Runs the daemon's services, each in a thread of its own; one that fails is said, waits a little longer each time, and starts again from what is on disk. The same failure again is not said again.
/// </summary>
public sealed class Supervisor(IAssistantLog log) : IDisposable
{
    /// <summary>The longest pause is what a service may need to notice that the cause of its failure is gone.</summary>
    static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(200), s_longestPause = TimeSpan.FromSeconds(10);
    /// <summary>A service that ran so long has recovered.</summary>
    static readonly TimeSpan s_recovered = TimeSpan.FromMinutes(1);

    readonly CancellationTokenSource _stop = new();
    readonly HashSet<Thread> _threads = [];
    readonly Lock _lock = new();

    /// <summary>Set when the daemon is to end: services finish what they hold and return.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <param name="body">Returns only when the token is set (or the service has nothing left to do for good).</param>
    public void Start(string name, Action<CancellationToken> body)
    {
        var thread = new Thread(() =>
        {
            try { Run(name, body); }
            finally { lock (_lock) _threads.Remove(Thread.CurrentThread); }
        }) { IsBackground = true, Name = name };
        lock (_lock) _threads.Add(thread);
        thread.Start();
    }

    void Run(string name, Action<CancellationToken> body)
    {
        var pause = s_firstPause;
        string? said = null;
        while (!_stop.IsCancellationRequested)
        {
            long started = Environment.TickCount64;
            try { body(_stop.Token); return; }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested) { return; }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // its children were ended under it
                if (_stop.IsCancellationRequested && IsExpected(e)) return;
                if (Environment.TickCount64 - started > s_recovered.TotalMilliseconds) (pause, said) = (s_firstPause, null);
                if (e.ToString() != said) Say(name, e);
                said = e.ToString();
                _stop.Token.WaitHandle.WaitOne(pause);
                pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
            }
        }
    }

    static bool IsExpected(Exception e) => e is UserError or FileError or CorruptData or GitFailed or RemoteFailure;

    /// <summary>What went wrong outside is one line; a fault of ours is told with where.</summary>
    void Say(string name, Exception e)
    {
        if (IsExpected(e)) { log.Say($"{name}: {e.Message}"); return; }
        foreach (string line in ByteText.Utf8($"{name}: internal error: {e}").Split('\n')) log.Say(line);
    }

    /// <summary>Asks all to stop and waits for them, up to a limit.</summary>
    public bool Stop(TimeSpan limit)
    {
        _stop.Cancel();
        long until = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        Thread[] all;
        lock (_lock) all = [.. _threads];
        return all.All(t => t.Join((int)Math.Max(1, until - Environment.TickCount64)));
    }

    public void Dispose() => _stop.Dispose();
}
