using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Objects;
using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Sync.Merge;

/// <summary>What bringing the work tree from one tree to another came to.</summary>
/// <param name="Index">The index entries for what was done.</param>
/// <param name="Blocked">Paths whose files are not what the old tree has: they hold changes that must be committed first. Nothing was done to them.</param>
/// <param name="Missing">Annexed files whose content is not here: path and key.</param>
public sealed record UpdateResult(List<IndexEdit> Index, List<string> Blocked, List<(string Path, Key Key)> Missing);

/// <summary>
/// Brings files of the work tree from one tree to another (repository.md 2, 6). Every file is replaced by a rename or an exchange; what was displaced is looked at again, and put back when
/// somebody had changed it meanwhile. Called with index.lock held.
/// </summary>
public sealed class WorkTreeUpdater(AnnexRepository repository)
{
    /// <summary>Looks without touching: the paths that are not as the index has them (or not yet as the new tree wants them).</summary>
    public List<string> FindBlocked(IReadOnlyList<TreeChange> changes, IndexSnapshot index)
    {
        var blocked = new List<string>();
        foreach (var c in changes) if (StateOf(c, index) == PathState.Dirty) blocked.Add(c.Path);
        return blocked;
    }

    enum PathState { AsOld, AsNew, Dirty }

    PathState StateOf(in TreeChange c, IndexSnapshot index)
    {
        string path = repository.PathOf(c.Path);
        bool there = Fs.TryLStat(path, out var stat, out int errno);
        if (!there && errno is not (Errno.NoEntry or Errno.NotDirectory)) return PathState.Dirty;
        bool known = index.TryGet(c.Path, out var entry);
        if (c.IsAddition ? known && (entry.Sha != c.NewSha || entry.Mode != c.NewMode) : !known || entry.Sha != c.OldSha || entry.Mode != c.OldMode)
            return known && !c.IsRemoval && entry.Sha == c.NewSha && entry.Mode == c.NewMode && there && entry.Stat.Matches(stat) ? PathState.AsNew
                : !known && c.IsRemoval && !there ? PathState.AsNew : PathState.Dirty;
        if (!there) return c.IsAddition ? PathState.AsOld : c.IsRemoval ? PathState.AsNew : PathState.Dirty;
        if (c.IsAddition) return stat.IsDirectory ? (DirectoryIsEmpty(path) ? PathState.AsOld : PathState.Dirty) : IsAlready(path, stat, c) ? PathState.AsNew : PathState.Dirty;
        if (entry.Stat.Matches(stat)) return Lease.IsOpenForWrite(path) ? PathState.Dirty : PathState.AsOld;
        return !c.IsRemoval && IsAlready(path, stat, c) ? PathState.AsNew : PathState.Dirty;
    }

    static bool DirectoryIsEmpty(string path) => Fs.TryList(path, out _) is { } all && all.All(e => e.Kind == FileKind.Directory && DirectoryIsEmpty($"{path}/{e.Name}"));

    /// <summary>The file is what the new tree wants: an interrupted update put it there.</summary>
    bool IsAlready(string path, in FileStat stat, in TreeChange c)
    {
        if (GitMode.IsSymlink(c.NewMode)) return stat.IsSymlink && Fs.ReadLink(path) == ByteText.From(repository.GitObjects.ReadBlob(c.NewSha));
        if (!stat.IsRegular || !GitMode.IsRegular(c.NewMode) || stat.IsExecutable != (c.NewMode == GitMode.Executable)) return false;
        if (repository.KeyOfBlob(c.NewMode, c.NewSha) is { } key)
            return PointerFile.Read(path) == key || (repository.Objects.Find(key, out var obj) is not null && obj.Size == stat.Size && obj.MtimeSeconds == stat.MtimeSeconds && obj.MtimeNanoseconds == stat.MtimeNanoseconds);
        return repository.GitObjects.SizeOf(c.NewSha) == stat.Size && repository.GitObjects.ReadBlob(c.NewSha).AsSpan().SequenceEqual(Fs.ReadAll(path));
    }

    /// <summary>Does the changes whose files are clean; removals first, so that files may become directories.</summary>
    public UpdateResult Apply(IReadOnlyList<TreeChange> changes, IndexSnapshot index)
    {
        var result = new UpdateResult([], [], []);
        var plans = new List<(TreeChange Change, PathState State)>(changes.Count);
        foreach (var c in changes)
        {
            var state = StateOf(c, index);
            if (state == PathState.Dirty) result.Blocked.Add(c.Path); else plans.Add((c, state));
        }
        if (result.Blocked.Count > 0) return result;
        foreach (var (c, state) in plans.Where(p => p.Change.IsRemoval)) Remove(c, state, index, result);
        foreach (var (c, state) in plans.Where(p => !p.Change.IsRemoval)) Put(c, state, index, result);
        return result;
    }

    void Remove(in TreeChange c, PathState state, IndexSnapshot index, UpdateResult result)
    {
        string path = repository.PathOf(c.Path);
        if (state != PathState.AsNew)
        {
            string aside = repository.Objects.OtherTmp("removed");
            try { Fs.Rename(path, aside); }
            catch (FileError e) when (e.Code == Errno.NoEntry) { aside = ""; }
            if (aside.Length > 0 && !IsStill(aside, c.Path, index))
            {
                if (!Fs.RenameNoReplace(aside, path)) KeepBeside(aside, path);
                result.Blocked.Add(c.Path);
                return;
            }
            if (aside.Length > 0) Fs.TryUnlink(aside);
        }
        for (string dir = Fs.Parent(path); dir.Length > repository.Top.Length && Fs.TryRemoveDirectory(dir); dir = Fs.Parent(dir)) { }
        result.Index.Add(IndexEdit.Remove(c.Path));
    }

    /// <summary>The displaced file is the one the index knew: a rename changes only its ctime; and nobody writes to it.</summary>
    bool IsStill(string displaced, string file, IndexSnapshot index) => index.TryGet(file, out var entry) && Fs.LStat(displaced) is { } s
        && entry.Stat.Inode == (uint)s.Inode && entry.Stat.Size == (uint)s.Size && entry.Stat.MtimeSeconds == (uint)s.MtimeSeconds && entry.Stat.MtimeNanoseconds == s.MtimeNanoseconds
        && (!s.IsRegular || !Lease.IsOpenForWrite(displaced));

    /// <summary>Text of the user's whose place is taken already: it stays under a name of its own.</summary>
    internal static void KeepBeside(string displaced, string path)
    {
        for (int n = 1; ; n++) if (Fs.RenameNoReplace(displaced, $"{path}.kept-{n}")) return;
    }

    void Put(in TreeChange c, PathState state, IndexSnapshot index, UpdateResult result)
    {
        string path = repository.PathOf(c.Path);
        var key = GitMode.IsGitlink(c.NewMode) ? null : repository.KeyOfBlob(c.NewMode, c.NewSha);
        if (state != PathState.AsNew)
        {
            if (GitMode.IsGitlink(c.NewMode)) { Fs.MakeDirectories(path); result.Index.Add(IndexEdit.Set(new IndexEntry(c.Path, c.NewMode, c.NewSha))); return; }
            string temp = Make(c, key);
            try
            {
                Fs.MakeDirectories(Fs.Parent(path));
                if (Fs.LStat(path) is { IsDirectory: true }) RemoveEmpty(path);
                if (!Fs.RenameNoReplace(temp, path))
                {
                    if (c.IsAddition || !Fs.RenameExchange(temp, path)) { result.Blocked.Add(c.Path); return; }
                    if (!IsStill(temp, c.Path, index))
                    {
                        if (!Fs.RenameExchange(temp, path)) KeepBeside(temp, path);
                        result.Blocked.Add(c.Path);
                        return;
                    }
                }
            }
            finally { Fs.TryUnlink(temp); }
        }
        if (Fs.LStat(path) is not { } stat) { result.Blocked.Add(c.Path); return; }
        result.Index.Add(IndexEdit.Set(new IndexEntry(c.Path, c.NewMode, c.NewSha, IndexStat.Of(stat))));
        // not "is the object missing": it may have come after the pointer was written
        if (key is not null && (stat.IsSymlink ? !repository.Objects.Has(key) : PointerFile.Read(path) == key)) result.Missing.Add((c.Path, key));
    }

    static void RemoveEmpty(string dir)
    {
        foreach (var e in Fs.TryList(dir, out _) ?? []) if (e.Kind == FileKind.Directory) RemoveEmpty($"{dir}/{e.Name}");
        Fs.TryRemoveDirectory(dir);
    }

    /// <summary>The new file under a temporary name, complete with mode and time.</summary>
    internal string Make(in TreeChange c, Key? key)
    {
        string temp = repository.Objects.OtherTmp("checkout");
        if (GitMode.IsSymlink(c.NewMode)) { Fs.Symlink(ByteText.From(repository.GitObjects.ReadBlob(c.NewSha)), temp); return temp; }
        uint mode = c.NewMode == GitMode.Executable ? 0x1FFu : 0x1B6u;
        if (key is not null && ContentFile.TryMake(repository, key, temp, mode)) return temp;
        byte[] content = key is not null ? PointerFile.Bytes(key) : Smudged(c);
        using var f = FileHandle.Open(temp, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive, mode);
        f.Write(content);
        return temp;
    }

    /// <summary>A file of git's as it belongs into the work tree; git converts it where settings or attributes ask for that.</summary>
    byte[] Smudged(in TreeChange c)
    {
        if (!Commit.GitContent.MayConvert(repository)) return repository.GitObjects.ReadBlob(c.NewSha);
        var command = new Base.Processes.Command("git", "cat-file", "--filters", $"--path={c.Path}", c.NewSha.ToString()) { Directory = repository.Top };
        var r = Base.Processes.Child.Run(command);
        return r.Ok ? r.Output : throw new Git.GitFailed(command.Arguments, r.ExitCode, r.ErrorText);
    }
}
