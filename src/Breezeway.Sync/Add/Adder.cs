using Breezeway.Annex;
using Breezeway.Annex.Backends;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Objects;
using Breezeway.Annex.WorkTree;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;
using Breezeway.Sync.Commit;

namespace Breezeway.Sync.Add;

/// <summary>
/// Adds files: content goes into the annex or to git, then git's objects, location log and index are written for many at once. Order: content, log, objects, index; so a kill at any point
/// loses nothing, and adding again finishes. <see cref="Take"/> may run on several threads, the rest on one.
/// </summary>
public sealed class Adder(AnnexRepository repository, FilePolicy policy) : IDisposable
{
    readonly Ingest _ingest = new(repository.Objects, repository.Settings.Thin);
    readonly List<AddOutcome.Added> _staged = [];
    readonly IndexChanges _changes = new(repository);

    /// <summary>Something was written to the index.</summary>
    public bool Changed => _changes.Any;

    /// <summary>Takes one candidate in, as far as the work tree and the annex go.</summary>
    public AddOutcome Take(AddCandidate candidate, Action<long>? progress, CancellationToken stop)
    {
        try
        {
            return candidate.Stat.Kind switch
            {
                FileKind.Symlink => Link(candidate),
                FileKind.Regular => File(candidate, progress, stop),
                _ => new AddOutcome.Nothing(candidate.Path),
            };
        }
        catch (FileError e) when (e.IsNotFound && !Fs.Exists(repository.PathOf(candidate.Path))) { return new AddOutcome.Nothing(candidate.Path); }
        catch (FileError e) { return new AddOutcome.Failed(candidate.Path, e.Message); }
    }

    /// <summary>A link into the annex is made right for its directory; any other is git's as it is.</summary>
    AddOutcome Link(AddCandidate c)
    {
        string path = repository.PathOf(c.Path);
        if (Fs.ReadLink(path) is not { } target) return new AddOutcome.Nothing(c.Path);
        var stat = c.Stat;
        var key = PointerFile.FromLink(target);
        if (key is not null && repository.LinkTarget(c.Path, key) is var right && right != target)
        {
            stat = LinkFix.Replace(repository, c.Path, right);
            target = right;
        }
        bool here = key is not null && repository.Objects.Has(key);
        return Same(c, new AddOutcome.Added(c.Path, GitMode.Symlink, ByteText.Bytes(target), default, IndexStat.Of(stat), key)
        {
            HasContent = here, Warning = key is null || here ? null : $"{c.Path} is a git-annex symlink.",
        });
    }

    static AddOutcome.Added Same(AddCandidate c, AddOutcome.Added added) =>
        c.Known is { Stage: 0 } k && k.Mode == added.Mode && k.Sha == (added.Blob is { } b ? GitHash.Of(GitObjectType.Blob, b) : added.Sha) ? added with { Unchanged = true } : added;

    AddOutcome File(AddCandidate c, Action<long>? progress, CancellationToken stop)
    {
        if (c.Stat.Size is > 0 and <= PointerFile.MaxSize && PointerFile.Read(repository.PathOf(c.Path)) is { } pointer) return Pointer(c, pointer);
        var before = c.Known is { Stage: 0 } k ? repository.KeyOfBlob(k.Mode, k.Sha) : null;
        if (before is not null && GitMode.IsRegular(c.Known!.Value.Mode)) return Modified(c, before, progress, stop);
        var reason = policy.Decide(c.Path, c.Stat);
        if (reason != GitReason.None) return ToGit(c, reason);
        // touched, but the same as git has: it stays git's
        if (c.Known is { Stage: 0 } g && GitMode.IsRegular(g.Mode) && repository.GitObjects.SizeOf(g.Sha) == c.Stat.Size && ToGit(c, reason) is AddOutcome.Added { Unchanged: true } same) return same;
        return Annex(c, policy.AddLocked(c.Path, c.Stat), progress, stop);
    }

    AddOutcome Pointer(AddCandidate c, Key key)
    {
        bool here = repository.Objects.Has(key);
        return Same(c, new AddOutcome.Added(c.Path, ModeOf(c.Stat), PointerFile.Bytes(key), default, IndexStat.Of(c.Stat), key)
        {
            HasContent = here,
            Warning = here ? null : $"{c.Path} is a git-annex pointer file. Its content is not available in this repository. (Maybe {c.Path} was copied from another repository?)",
        });
    }

    /// <summary>
    /// An unlocked file whose stat data changed. Where its content did not, nothing happens; else it is added like a new file, and so becomes locked, as in the reference. Read once more
    /// than needed only where it is likely the same.
    /// </summary>
    AddOutcome Modified(AddCandidate c, Key before, Action<long>? progress, CancellationToken stop)
    {
        if (before.Size == c.Stat.Size && repository.Objects.Has(before) && Verifier.CheckFile(before, repository.PathOf(c.Path)) == VerifyResult.Good)
            return Same(c, new AddOutcome.Added(c.Path, ModeOf(c.Stat), PointerFile.Bytes(before), default, IndexStat.Of(c.Stat), before) { HasContent = true });
        if (policy.Decide(c.Path, c.Stat) is var reason && reason != GitReason.None) return ToGit(c, reason);
        var outcome = Annex(c, policy.AddLocked(c.Path, c.Stat), progress, stop);
        if (outcome is AddOutcome.Added) ThinObjects.DropOverwritten(repository, before, c.Stat);
        return outcome;
    }

    static uint ModeOf(in FileStat stat) => stat.IsExecutable ? GitMode.Executable : GitMode.File;

    AddOutcome ToGit(AddCandidate c, GitReason reason)
    {
        string path = repository.PathOf(c.Path);
        using var file = FileHandle.TryOpen(path, OpenMode.Read | OpenMode.NoFollow | OpenMode.NonBlocking, out int errno);
        if (file is null) return errno == Errno.NoEntry ? new AddOutcome.Nothing(c.Path) : new AddOutcome.Failed(c.Path, Errno.Text(errno));
        var before = file.Stat();
        var sha = GitContent.Write(repository, c.Path, file, before);
        if (!file.Stat().SameContentAs(before)) return new AddOutcome.Failed(c.Path, "changed while it was being added");
        return Same(c, new AddOutcome.Added(c.Path, ModeOf(before), null, sha, IndexStat.Of(before), null, reason));
    }

    AddOutcome Annex(AddCandidate c, bool locked, Action<long>? progress, CancellationToken stop)
    {
        string path = repository.PathOf(c.Path);
        var backend = policy.BackendFor(c.Path);
        if (!backend.CanAdd) throw new UserError($"Cannot generate a key for backend {backend.Variety}");
        if (repository.Settings.SecureHashesOnly && !backend.IsSecure)
            return new AddOutcome.Failed(c.Path, $"annex.securehashesonly blocked adding {backend.Variety} key to annex objects");
        var done = locked
            ? _ingest.Locked(path, backend, s => policy.Source(c.Path, s), k => repository.LinkTarget(c.Path, k), out var problem, stop, progress)
            : _ingest.Unlocked(path, backend, s => policy.Source(c.Path, s), out problem, stop);
        if (done is null)
            return problem switch
            {
                IngestProblem.Vanished or IngestProblem.NotRegular => new AddOutcome.Nothing(c.Path),
                IngestProblem.Changed => new AddOutcome.Failed(c.Path, $"{c.Path} changed while it was being added"),
                _ => new AddOutcome.Failed(c.Path, $"{c.Path} cannot be read"),
            };
        if (!locked) repository.ContentAdded();
        byte[] blob = done.Locked ? ByteText.Bytes(repository.LinkTarget(c.Path, done.Key)) : PointerFile.Bytes(done.Key);
        return Same(c, new AddOutcome.Added(c.Path, done.Locked ? GitMode.Symlink : ModeOf(done.Stat), blob, default, IndexStat.Of(done.Stat), done.Key) { HasContent = true });
    }

    /// <summary>Gathers what is to be written; writes when it is much.</summary>
    public void Stage(AddOutcome.Added added)
    {
        if (added.Blob is { } blob) _changes.Set(added.Path, added.Mode, blob, added.Stat, added.Unchanged);
        else _changes.Set(added.Path, added.Mode, added.Sha, added.Stat);
        _staged.Add(added);
        if (_changes.IsFull) Flush();
    }

    /// <summary>Writes location log, git's objects and index. Throws <see cref="UserError"/> when another program keeps the index locked; what was gathered stays gathered.</summary>
    public void Flush()
    {
        if (_staged.Count == 0) return;
        repository.LogLocations([.. _staged.Where(s => s.HasContent).Select(s => (s.Key!, repository.Uuid, true))]);
        _changes.Flush();
        Fill();
        _staged.Clear();
    }

    /// <summary>Pointer files that lack content which is here now get it.</summary>
    void Fill()
    {
        var keys = _staged.Where(s => s is { HasContent: true }).Select(s => s.Key!).ToHashSet();
        if (keys.Count == 0) return;
        var restage = new Restage(repository);
        var population = new PointerPopulation(repository, new UnlockedFiles(repository), restage);
        foreach (var key in keys) population.Populate(key);
        restage.Flush();
    }

    public void Dispose() => _changes.Dispose();
}
