using Breezeway.Annex.Branch;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Annex.Objects;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Git;
using Breezeway.Git.Config;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;
using Breezeway.Git.Refs;

namespace Breezeway.Annex;

/// <summary>One repository at rest: where it is, its settings, git's objects, refs and index, and the annex's objects and branch. Thread-safe but for <see cref="Reload"/>.</summary>
public sealed class AnnexRepository : IDisposable
{
    readonly IReadOnlyList<string> _overrides;
    Identity? _identity;
    bool _contentAdded;

    AnnexRepository(RepositoryLocation location, GitConfig config, TimeProvider time, IReadOnlyList<string> overrides)
    {
        _overrides = overrides;
        Location = location; Time = time; Settings = new AnnexSettings(config);
        if (config.Get("extensions.objectformat") is { } f && !f.Equals("sha1", StringComparison.OrdinalIgnoreCase)) throw new UserError($"this repository uses git's object format {f}; only sha1 is supported");
        if (config.Get("extensions.refstorage") is { } r && !r.Equals("files", StringComparison.OrdinalIgnoreCase)) throw new UserError($"this repository uses git's ref storage {r}; only files is supported");
        // as the reference does, a linked work tree uses the annex of the main one
        AnnexDirectory = $"{location.CommonDir}/annex";
        GitObjects = new ObjectStore(location, ObjectStoreOptions.Of(config));
        LockFile.RecordDirectory = RecordsOf;
        Refs = new RefStore(location, config);
        Index = new GitIndex($"{location.GitDir}/index", SharedRepository.Of(config));
        Permissions = Permissions.Parse(config.Get("core.sharedrepository"), Settings.Crippled);
        Layout = new ObjectLayout(location.IsBare || Settings.TuneLower || (Settings.Crippled && !Settings.SymlinksSupported), Settings.TuneLower && !location.IsBare, Settings.TuneOneLevelObjects ? 1 : 2);
        Objects = new AnnexObjects(AnnexDirectory, Layout, Permissions, (int)(Settings.Version ?? 10));
        Branch = new AnnexBranch(GitObjects, Refs, AnnexDirectory, Permissions, () => Identity, () => BranchHooks.CommitMessage(this)) { BeforeCommit = SyncContent, Moved = _ => BranchHooks.AfterUpdate(this) };
        Clock = new LogClock(time, ProcessEnvironment.Get("GIT_ANNEX_VECTOR_CLOCK"));
    }

    /// <summary>Locks in a repository with an annex are recorded there, so that its next start finds what a kill left.</summary>
    static string? RecordsOf(string lockPath)
    {
        for (string dir = Fs.Parent(lockPath); dir.Length > 1; dir = Fs.Parent(dir))
            if (Fs.IsDirectory($"{dir}/annex/objects") || Fs.IsDirectory($"{dir}/annex/journal")) return $"{dir}/annex/breezeway/locks";
            else if (Fs.IsDirectory($"{dir}/objects")) return null;
        return null;
    }

    /// <summary>Removes git's lock files that a killed process of ours left in this repository.</summary>
    public IReadOnlyList<string> RemoveStaleLocks() => LockFile.RemoveStale($"{AnnexDirectory}/breezeway/locks");

    public RepositoryLocation Location { get; }
    public AnnexSettings Settings { get; private set; }
    public GitConfig Config => Settings.Config;
    public TimeProvider Time { get; }
    public string AnnexDirectory { get; }
    public ObjectStore GitObjects { get; }
    public RefStore Refs { get; }
    public GitIndex Index { get; }
    public Permissions Permissions { get; }
    public ObjectLayout Layout { get; }
    public AnnexObjects Objects { get; }
    public AnnexBranch Branch { get; }
    public LogClock Clock { get; }
    public Transfers.DiskReserve DiskReserve => field ??= new(this);

    /// <summary>This repository's uuid; none before init.</summary>
    public Uuid Uuid => Settings.Uuid;
    public bool IsBare => Location.IsBare;
    /// <summary>The top of the work tree, or the git directory of a bare repository.</summary>
    public string Top => Location.Top;
    /// <summary>Levels of hash directories of logs in the git-annex branch.</summary>
    public int BranchLevels => Settings.TuneOneLevelBranch ? 1 : 2;

    /// <summary>Who commits; asked of git once.</summary>
    public Identity Identity => _identity ??= Identity.Load(Top, Time);

    /// <summary>Opens the repository around a directory whether it is initialised or not. Throws <see cref="UserError"/> outside of one.</summary>
    /// <param name="overrides"><c>-c name=value</c> settings.</param>
    public static AnnexRepository Open(string directory, TimeProvider time, IReadOnlyList<string>? overrides = null)
    {
        var location = RepositoryLocation.Discover(directory) ?? throw new UserError("Not in a git repository.");
        var opened = new AnnexRepository(location, GitConfig.Load(location.Top, overrides), time, overrides ?? []);
        opened.Branch.AutoMerge = opened.Uuid.IsNone ? BranchAutoMerge.Off : opened.Settings.MergeAnnexBranches ? BranchAutoMerge.Merge : BranchAutoMerge.ReadOnly;
        return opened;
    }

    /// <summary>Opens the repository at exactly that place (top, .git or bare), as for a remote; null when there is none.</summary>
    public static AnnexRepository? OpenAt(string directory, TimeProvider time, IReadOnlyList<string>? overrides = null)
    {
        if (RepositoryLocation.At(directory) is not { } location) return null;
        return new AnnexRepository(location, GitConfig.Load(location.Top, overrides), time, overrides ?? []);
    }

    /// <summary>Reads the settings again.</summary>
    public void Reload() => Settings = new AnnexSettings(GitConfig.Load(Top, _overrides));

    /// <summary>Where a key's log is in the git-annex branch.</summary>
    public string LogPath(Key key, KeyLog log = KeyLog.Location) => BranchPath.Of(key, log, BranchLevels);

    /// <summary>The repositories that have a key by the location log (dead ones included).</summary>
    public IReadOnlyList<Uuid> LocationsOf(Key key) => LocationLog.Present(Branch.Read(LogPath(key)));

    /// <summary>Records where content is or is no more, in one go. Nothing is written where it is known already.</summary>
    public bool LogLocations(IReadOnlyCollection<(Key Key, Uuid Where, bool Present)> changes)
    {
        bool any = false;
        foreach (var group in changes.GroupBy(c => IsPrivate(c.Where)))
            any |= Branch.Change([.. group.Select(c => (LogPath(c.Key),
                (BranchEdit)(text => LocationLog.Change(text, c.Where, c.Present ? PresenceStatus.Present : PresenceStatus.Missing, Clock))))], group.Key);
        return any;
    }

    /// <summary>The same, committed at once and without journal files; see <see cref="AnnexBranch.ChangeAndCommit"/>.</summary>
    public void LogLocationsNow(IReadOnlyCollection<(Key Key, Uuid Where, bool Present)> changes)
    {
        LogLocations([.. changes.Where(c => IsPrivate(c.Where))]);
        Branch.ChangeAndCommit([.. changes.Where(c => !IsPrivate(c.Where)).Select(c => (LogPath(c.Key),
            (BranchEdit)(text => LocationLog.Change(text, c.Where, c.Present ? PresenceStatus.Present : PresenceStatus.Missing, Clock))))]);
    }

    public bool LogLocation(Key key, Uuid where, bool present) => LogLocations([(key, where, present)]);

    /// <summary>Changes a log as far as it regards one repository: what regards a private one stays in this clone (branch.md 9).</summary>
    public bool ChangeLog(Uuid regarding, string path, BranchEdit edit) => Branch.Change(path, edit, IsPrivate(regarding));

    /// <summary>What regards that repository stays in this clone (annex.private, remote.X.annex-private).</summary>
    public bool IsPrivate(Uuid uuid) => uuid == Uuid ? Settings.IsPrivate : Settings.Remotes.Any(r => r.IsPrivate && r.AnnexUuid == uuid);

    /// <summary>
    /// The only way to remove content: it takes the exclusive lock, and the proof that enough other copies exist. Throws <see cref="InvalidOperationException"/> when either is not
    /// for this content, or the proof has expired.
    /// </summary>
    public void RemoveContent(ContentLock exclusive, Copies.SafeDropProof proof)
    {
        if (!exclusive.IsExclusive || exclusive.Key != proof.Key || proof.From != Uuid) throw new InvalidOperationException("the lock or the proof is for something else");
        if (!proof.IsValidAt(Time.GetUtcNow())) throw new InvalidOperationException("the locks on the other copies have expired");
        Objects.RemoveLocked(proof.Key);
    }

    /// <summary>Says that objects were added, so that the branch's next commit first makes them durable.</summary>
    public void ContentAdded() => _contentAdded = true;

    /// <summary>Everything written to the annex so far is on the disk after this.</summary>
    public void SyncContent()
    {
        if (!_contentAdded) return;
        _contentAdded = false;
        using var dir = FileHandle.TryOpen(AnnexDirectory, OpenMode.Read | OpenMode.Directory, out _);
        dir?.SyncFileSystem();
    }

    /// <summary>The absolute path of a file of the work tree.</summary>
    public string PathOf(string file) => $"{Top}/{file}";

    /// <summary>The symlink target of a locked file.</summary>
    public string LinkTarget(string file, Key key) => PointerFile.LinkTarget(file, key, Layout.Levels, Settings.TuneLower);

    /// <summary>The key that a blob of git's stands for (link target or pointer); null when it is other content.</summary>
    public Key? KeyOfBlob(uint mode, Sha sha)
    {
        if (GitMode.IsSymlink(mode)) return PointerFile.FromLink(Base.Text.ByteText.From(GitObjects.ReadBlob(sha)));
        if (!GitMode.IsRegular(mode)) return null;
        if (GitObjects.SizeOf(sha) is not (> 0 and <= PointerFile.MaxSize)) return null;
        return PointerFile.TryParse(GitObjects.ReadBlob(sha));
    }

    /// <summary>Lets go of helper processes until they are needed again.</summary>
    public void Rest() { GitObjects.Rest(); Objects.Rest(); }

    public void Dispose() { GitObjects.Dispose(); Objects.Rest(); }
}
