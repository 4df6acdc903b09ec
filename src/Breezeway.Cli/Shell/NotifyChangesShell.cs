using Breezeway.Annex;
using Breezeway.Assistant.Watch;
using Breezeway.Base.Files;
using Breezeway.Cli.Output;
using Breezeway.Git.Objects;

namespace Breezeway.Cli.Shell;

/// <summary>Tells a peer of refs that change here, as long as it keeps its end open (transfer.md 3): READY, then CHANGED with the new values.</summary>
sealed class NotifyChangesShell() : ShellCommand("notifychanges", "sends notification when git refs are changed", ShellNeed.Read)
{
    /// <summary>A push changes several refs, one after the other: they are told in one line.</summary>
    static readonly TimeSpan s_burst = TimeSpan.FromMilliseconds(10);

    internal override int Run(ShellRequest request, ShellLimits limits)
    {
        using var repository = ShellRepository.Open(request, limits);
        NoParameters(request);
        using var watcher = RefsWatcher.Start(repository.Location.GitDir, repository.Location.CommonDir);
        using var end = new CancellationTokenSource();
        new Thread(() => WaitForEnd(end)) { IsBackground = true, Name = "stdin" }.Start();
        return Notify(repository, watcher, end.Token).GetAwaiter().GetResult();
    }

    /// <summary>The peer says nothing; when its end closes it has gone.</summary>
    static void WaitForEnd(CancellationTokenSource end)
    {
        var stdin = new FileHandle(0, "stdin");
        Span<byte> buffer = stackalloc byte[256];
        try { while (stdin.Read(buffer) > 0) { } }
        catch (FileError) { /* gone as well */ }
        end.Cancel();
    }

    static async Task<int> Notify(AnnexRepository repository, RefsWatcher watcher, CancellationToken end)
    {
        var known = Values(repository);
        try
        {
            for (Tell("READY"); !Out.IsBroken; )
            {
                await watcher.RefsChanged.WaitAsync(end);
                await Task.Delay(s_burst, TimeProvider.System, end);
                watcher.RefsChanged.TryTake();
                var now = Values(repository);
                var changed = now.Where(r => !known.TryGetValue(r.Key, out var before) || before != r.Value).Select(r => r.Value).Distinct().ToList();
                known = now;
                if (changed.Count > 0) Tell($"CHANGED {string.Join(' ', changed)}");
            }
        }
        catch (OperationCanceledException) { /* the peer has gone */ }
        return 0;
    }

    static Dictionary<string, Sha> Values(AnnexRepository repository) => repository.Refs.List("refs/").ToDictionary(r => r.Name, r => r.Value);

    static void Tell(string line)
    {
        Out.Line(line);
        Out.Flush();
    }
}
