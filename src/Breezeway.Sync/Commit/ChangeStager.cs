using Breezeway.Annex;
using Breezeway.Annex.Backends;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Objects;
using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Sync.Commit;

/// <summary>What staging some looked-at changes gave.</summary>
/// <param name="Later">Paths to look at again: open, changed while read.</param>
/// <param name="Problems">Paths that cannot be taken in, with what the system says.</param>
/// <param name="NewContent">Keys whose content came into the annex.</param>
public sealed record StageResult(List<Staged> Files, List<string> Later, List<(string Path, string Why)> Problems, List<Key> NewContent);

/// <summary>Turns changes that were looked at into entries for index and commit: takes content into the annex, writes blobs. No lock is held meanwhile.</summary>
/// <param name="sink">Where blobs go; used by several threads.</param>
public sealed class ChangeStager(AnnexRepository repository, IAddPolicy policy, IObjectSink sink)
{
    readonly Ingest _ingest = new(repository.Objects, repository.Settings.Thin);

    public StageResult Stage(IEnumerable<LocalChange> changes, CancellationToken stop)
    {
        var result = new StageResult([], [], [], []);
        foreach (var change in changes)
        {
            try { StageOne(change, result, stop); }
            catch (FileError e) { result.Problems.Add((change.Path, e.Message)); }
        }
        return result;
    }

    void StageOne(LocalChange change, StageResult result, CancellationToken stop)
    {
        switch (change)
        {
            case LocalChange.Same s: result.Files.Add(new Staged(s.Path, s.Mode, s.Sha, null, null)); break;
            case LocalChange.Gone g: result.Files.Add(Staged.Removal(g.Path)); break;
            case LocalChange.Restage r: result.Files.Add(new Staged(r.Path, r.Mode, r.Sha, IndexStat.Of(r.Stat), repository.KeyOfBlob(r.Mode, r.Sha))); break;
            case LocalChange.Link l: result.Files.Add(Link(l)); break;
            case LocalChange.Pointer p:
                result.Files.Add(new Staged(p.Path, p.Stat.IsExecutable ? GitMode.Executable : GitMode.File, Blob(PointerFile.Bytes(p.Key)), IndexStat.Of(p.Stat), p.Key));
                break;
            case LocalChange.Content c when c.ToAnnex: Annex(c, result, stop); break;
            case LocalChange.Content c: ToGit(c, result); break;
            case LocalChange.StillOpen o: result.Later.Add(o.Path); break;
            case LocalChange.Unreadable u: result.Problems.Add((u.Path, Errno.Text(u.Code))); break;
        }
    }

    Sha Blob(ReadOnlySpan<byte> content) { lock (sink) return sink.Write(GitObjectType.Blob, content); }

    /// <summary>A link into the annex is made right for its directory; any other is staged as it is.</summary>
    Staged Link(LocalChange.Link link)
    {
        var (path, target, stat) = link;
        if (PointerFile.FromLink(target) is not { } key) return new Staged(path, GitMode.Symlink, Blob(ByteText.Bytes(target)), IndexStat.Of(stat), null);
        string right = repository.LinkTarget(path, key);
        if (right != target)
        {
            string temp = repository.Objects.OtherTmp("link");
            Fs.Symlink(right, temp);
            Fs.TrySetMtime(temp, stat.MtimeSeconds, stat.MtimeNanoseconds);
            Fs.Rename(temp, repository.PathOf(path));
            stat = Fs.LStat(repository.PathOf(path)) ?? stat;
        }
        return new Staged(path, GitMode.Symlink, Blob(ByteText.Bytes(right)), IndexStat.Of(stat), key);
    }

    void Annex(LocalChange.Content change, StageResult result, CancellationToken stop)
    {
        string path = repository.PathOf(change.Path);
        var backend = policy.BackendFor(change.Path);
        var done = policy.AddLocked(change.Path, change.Stat)
            ? _ingest.Locked(path, backend, s => Source(change.Path, s), k => repository.LinkTarget(change.Path, k), out var problem, stop)
            : _ingest.Unlocked(path, backend, s => Source(change.Path, s), out problem, stop);
        if (done is null)
        {
            if (problem == IngestProblem.Unreadable) result.Problems.Add((change.Path, "cannot be read"));
            else if (problem != IngestProblem.Vanished) result.Later.Add(change.Path);
            return;
        }
        // a writer that came while it was read will close it, and the closing is seen: but its text must not be taken for what was hashed
        if (!done.Locked && Lease.WriterOf(path) == WriterState.Open) { result.Later.Add(change.Path); return; }
        repository.ContentAdded();
        result.NewContent.Add(done.Key);
        uint mode = done.Locked ? GitMode.Symlink : done.Stat.IsExecutable ? GitMode.Executable : GitMode.File;
        var sha = done.Locked ? Blob(ByteText.Bytes(repository.LinkTarget(change.Path, done.Key))) : Blob(PointerFile.Bytes(done.Key));
        result.Files.Add(new Staged(change.Path, mode, sha, IndexStat.Of(done.Stat), done.Key));
    }

    KeySource Source(string path, FileStat s) => new(path, s.Size, s.MtimeSeconds)
    {
        MaxExtensionLength = repository.Settings.MaxExtensionLength, MaxExtensions = repository.Settings.MaxExtensions,
    };

    /// <summary>A file of git's own. Its blob is made in process unless attributes may change it on the way in (line ends, filters of the user's).</summary>
    void ToGit(LocalChange.Content change, StageResult result)
    {
        string path = repository.PathOf(change.Path);
        using var file = FileHandle.TryOpen(path, OpenMode.Read | OpenMode.NoFollow | OpenMode.NonBlocking, out _);
        if (file is null) { result.Later.Add(change.Path); return; }
        var before = file.Stat();
        var sha = GitContent.Write(repository, change.Path, file, before);
        if (!file.Stat().SameContentAs(before)) { result.Later.Add(change.Path); return; }
        result.Files.Add(new Staged(change.Path, before.IsExecutable ? GitMode.Executable : GitMode.File, sha, IndexStat.Of(before), null));
    }
}
