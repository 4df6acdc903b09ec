using Breezeway.Base.Files;

namespace Breezeway.Assistant.Watch;

/// <summary>
/// Notices what git changes in a repository: refs (loose, packed, reftable), HEAD, the index, and configuration. Only "look again" is told, by one
/// signal for each; names ending in ".lock" are ignored. Source: digest assistant.md, section 5, "Merger", and USERS 20.
/// </summary>
/// <remarks>
/// A thread of its own. Every signal is set when events were lost. When the git directory itself vanishes the signals end with a
/// <see cref="FileError"/> (ENOENT), whoever waits for one.
/// </remarks>
public sealed class RefsWatcher : IDisposable
{
    enum Area : byte { GitDir, CommonDir, Both, Refs, Info }

    const InotifyMask Mask = InotifyMask.ClosedWrite | InotifyMask.Created | InotifyMask.Deleted | InotifyMask.MovedFrom | InotifyMask.MovedTo
        | InotifyMask.DeletedSelf | InotifyMask.MovedSelf | InotifyMask.OnlyDirectory | InotifyMask.ExcludeUnlinked;

    readonly string _gitDir, _commonDir;
    readonly Inotify _inotify = new();
    readonly Dictionary<int, Area> _areas = [];
    readonly Thread _thread;
    volatile bool _stop;
    // Of the thread alone: what one round of events asks for.
    bool _rewatch;

    RefsWatcher(string gitDir, string commonDir)
    {
        _gitDir = gitDir; _commonDir = commonDir;
        _thread = new Thread(Run) { IsBackground = true, Name = "refs watcher" };
    }

    /// <summary>Branches, tags, remote-tracking and all other refs; also set for packed-refs and reftables.</summary>
    public Signal RefsChanged { get; } = new();
    /// <summary>HEAD itself, not the branch it names.</summary>
    public Signal HeadChanged { get; } = new();
    public Signal IndexChanged { get; } = new();
    /// <summary>config, config.worktree, info/exclude, info/attributes. Files that config includes, and the user's own, are not watched.</summary>
    public Signal ConfigChanged { get; } = new();

    /// <summary>
    /// Watches from now on. <paramref name="commonDir"/> is where refs and config are when the git directory is that of a linked worktree.
    /// Throws <see cref="FileError"/> when the directory is not there or no watches are left.
    /// </summary>
    public static RefsWatcher Start(string gitDir, string? commonDir = null)
    {
        var w = new RefsWatcher(gitDir, commonDir ?? gitDir);
        try { w.WatchAll(); } catch { w._inotify.Dispose(); throw; }
        w._thread.Start();
        return w;
    }

    void WatchAll()
    {
        if (_gitDir == _commonDir) WatchOne(_gitDir, Area.Both, required: true);
        else
        {
            WatchOne(_gitDir, Area.GitDir, required: true);
            WatchOne(_commonDir, Area.CommonDir, required: true);
            WatchTree($"{_gitDir}/refs");      // refs/bisect and refs/worktree are each worktree's own
        }
        WatchOne($"{_commonDir}/info", Area.Info, required: false);
        WatchTree($"{_commonDir}/refs");
        WatchOne($"{_commonDir}/reftable", Area.Refs, required: false);
    }

    /// <summary>Each directory is watched before it is listed, so that one made meanwhile is either listed or told of.</summary>
    void WatchTree(string directory)
    {
        if (!WatchOne(directory, Area.Refs, required: false)) return;
        foreach (var e in Fs.TryList(directory, out _) ?? [])
            if (e.Kind == FileKind.Directory) WatchTree($"{directory}/{e.Name}");
    }

    bool WatchOne(string directory, Area area, bool required)
    {
        int wd = _inotify.Add(directory, Mask, out int errno);
        if (wd >= 0) { _areas[wd] = area; return true; }
        if (!required && errno is Errno.NoEntry or Errno.NotDirectory) return false;
        throw new FileError(errno == Errno.NoSpace ? "no inotify watches left (fs.inotify.max_user_watches)" : "inotify_add_watch", directory, errno);
    }

    void Run()
    {
        try
        {
            while (!_stop)
            {
                _inotify.Wait(null);
                while (_inotify.Read(Take) > 0) { }
                if (!_rewatch) continue;
                _rewatch = false;
                WatchAll();
                RefsChanged.Set();             // again, now that new directories are watched: their files may be older than the watch
            }
            End(null);
        }
        catch (Exception e) { End(e); }        // an edge: whoever waits for a signal gets the cause, and restarts us
        finally { _inotify.Dispose(); }
    }

    void End(Exception? cause)
    {
        foreach (var s in (Signal[])[RefsChanged, HeadChanged, IndexChanged, ConfigChanged]) s.Fail(cause);
    }

    void Take(InotifyEvent e)
    {
        if (e.IsOverflow)
        {
            _rewatch = true;
            HeadChanged.Set(); IndexChanged.Set(); ConfigChanged.Set(); RefsChanged.Set();
            return;
        }
        if (!_areas.TryGetValue(e.Wd, out var area)) return;
        if (e.Has(InotifyMask.Ignored)) _areas.Remove(e.Wd);
        if (e.Name.Length == 0) OfDirectoryItself(e, area);
        else if (e.IsDirectory) OfSubdirectory(e, area);
        else if (!e.Has(InotifyMask.Created) || area == Area.Refs) OfFile(e, area);
    }

    void OfDirectoryItself(InotifyEvent e, Area area)
    {
        if (!e.Has(InotifyMask.DeletedSelf | InotifyMask.MovedSelf | InotifyMask.Unmounted)) return;
        if (area is Area.Refs or Area.Info) { _rewatch = true; return; }
        throw new FileError("the git directory has gone", _gitDir, Errno.NoEntry);
    }

    void OfSubdirectory(InotifyEvent e, Area area)
    {
        if (area == Area.Refs || e.Name is "refs" or "reftable") _rewatch = true;
        else if (area is Area.CommonDir or Area.Both && e.Name == "info") { _rewatch = true; ConfigChanged.Set(); }
    }

    void OfFile(InotifyEvent e, Area area)
    {
        if (e.Name.EndsWith(".lock", StringComparison.Ordinal)) return;
        switch (area)
        {
            case Area.Refs: RefsChanged.Set(); break;
            case Area.Info: if (e.Name is "exclude" or "attributes") ConfigChanged.Set(); break;
            default: OfTopFile(e.Name, own: area != Area.CommonDir, common: area != Area.GitDir); break;
        }
    }

    void OfTopFile(string name, bool own, bool common)
    {
        if (own && name == "HEAD") HeadChanged.Set();
        else if (own && name == "index") IndexChanged.Set();
        else if (common && name == "packed-refs") RefsChanged.Set();
        else if ((common && name == "config") || (own && name == "config.worktree")) ConfigChanged.Set();
    }

    /// <summary>Ends the thread and waits for it.</summary>
    public void Dispose()
    {
        _stop = true;
        _inotify.Wake();
        _thread.Join();
    }
}
