using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Assistant.Daemon;

/// <summary>Runs the daemon's services, each in a thread of its own; one that fails is said, waits a little longer each time, and starts again from what is on disk.</summary>
public sealed class Supervisor(IAssistantLog log) : IDisposable
{
    static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(200), s_longestPause = TimeSpan.FromMinutes(1);
    readonly CancellationTokenSource _stop = new();
    readonly List<Thread> _threads = [];
    readonly Lock _lock = new();

    /// <summary>Set when the daemon is to end: services finish what they hold and return.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <param name="body">Returns only when the token is set (or the service has nothing left to do for good).</param>
    public void Start(string name, Action<CancellationToken> body)
    {
        var thread = new Thread(() => Run(name, body)) { IsBackground = true, Name = name };
        lock (_lock) _threads.Add(thread);
        thread.Start();
    }

    void Run(string name, Action<CancellationToken> body)
    {
        var pause = s_firstPause;
        while (!_stop.IsCancellationRequested)
        {
            long started = Environment.TickCount64;
            try { body(_stop.Token); return; }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested) { return; }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                log.Say($"{name}: {(e is UserError or FileError or CorruptData ? ByteText.Utf8(e.Message) : ByteText.Utf8(e.ToString()))}");
                if (Environment.TickCount64 - started > 60_000) pause = s_firstPause;
                _stop.Token.WaitHandle.WaitOne(pause);
                pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
            }
        }
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
