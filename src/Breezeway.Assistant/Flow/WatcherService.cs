using Breezeway.Annex;
using Breezeway.Assistant.Daemon;
using Breezeway.Assistant.Watch;
using Breezeway.Base.Files;
using Breezeway.Sync.Commit;

namespace Breezeway.Assistant.Flow;

/// <summary>Turns what the kernel tells into paths to look at. Decides nothing: a second look at the disk, under the locks, does.</summary>
/// <param name="start">Null where annex.startupscan is false: then only what happens from now on counts.</param>
public sealed class WatcherService(AnnexRepository repository, TreeWatcher watcher, StartupScan? start, WorkTreeService tree, AddPolicy policy, IAssistantLog log, Action rootGone)
{
    public void Run(CancellationToken stop)
    {
        log.Say("(scanning...)");
        watcher.Populated.WaitAsync(stop).GetAwaiter().GetResult();
        foreach (string u in watcher.Unreadable) { start?.NotListed(u); log.Say($"{u}: cannot be read; what was known there stays"); }
        if (start is not null) tree.Dirty.Add(start.Finish());
        tree.Wake();
        while (true)
        {
            var batch = Next(stop);
            Take(batch);
            tree.Wake();
        }
    }

    /// <summary>How often directories without a watch are looked at by other means, and tried again.</summary>
    static readonly TimeSpan RetryEvery = TimeSpan.FromMinutes(1);

    long _retried = Environment.TickCount64;

    WatchBatch Next(CancellationToken stop)
    {
        var next = watcher.Batches.ReadAsync(stop).AsTask();
        do RetryUnwatched(); while (Task.WaitAny([next], (int)RetryEvery.TotalMilliseconds, stop) < 0);
        return next.GetAwaiter().GetResult();
    }

    void RetryUnwatched()
    {
        if (Environment.TickCount64 - _retried < RetryEvery.TotalMilliseconds) return;
        _retried = Environment.TickCount64;
        if (watcher.Unwatched.Count + watcher.Unreadable.Count > 0) watcher.RetryUnwatched();
    }

    void Take(WatchBatch batch)
    {
        foreach (var m in batch.Moves)
        {
            tree.Dirty.Add(m.From);
            if (m.IsDirectory) tree.Dirty.AddSubtree(m.To); else tree.Dirty.Add(m.To);
            if (m.IsExchange && m.IsDirectory) tree.Dirty.AddSubtree(m.From);
            ControlFile(m.To);
        }
        foreach (var e in batch.Events)
        {
            switch (e.Kind)
            {
                case PathEventKind.Written: ControlFile(e.Path); tree.Dirty.Add(e.Path); break;
                case PathEventKind.Created: if (!e.IsDirectory) tree.Dirty.Add(e.Path); break;
                case PathEventKind.Deleted: ControlFile(e.Path); tree.Dirty.Add(e.Path); break;
                case PathEventKind.Attributes: if (!e.IsDirectory) tree.Dirty.Add(e.Path); break;
                case PathEventKind.SubtreeUncertain: tree.Dirty.AddSubtree(e.Path); log.Debug("Watcher", $"looking at all of {Name(e.Path)}"); break;
                case PathEventKind.Unreadable: log.Say($"{Name(e.Path)}: cannot be read; what was known there stays"); break;
                case PathEventKind.Unwatched: log.Say($"{Name(e.Path)}: no inotify watches left (raise fs.inotify.max_user_watches); it is looked at from time to time"); break;
                case PathEventKind.Unmounted: log.Say($"{Name(e.Path)}: unmounted; what was known there stays"); break;
                case PathEventKind.RootGone: log.Say($"{repository.Top}: gone or unmounted; nothing is taken for deleted, the daemon ends"); rootGone(); break;
            }
        }
    }

    static string Name(string path) => path.Length == 0 ? "the work tree" : path;

    /// <summary>Changed ignore rules let files in that were left out: everything is looked at again.</summary>
    void ControlFile(string path)
    {
        if (Fs.BaseName(path) is not (".gitignore" or ".gitattributes")) return;
        policy.Forget();
        tree.Dirty.AddSubtree(Fs.Parent(path) is "." ? "" : Fs.Parent(path));
    }
}
