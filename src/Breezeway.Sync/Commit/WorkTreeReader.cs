using Breezeway.Annex;
using Breezeway.Annex.Objects;
using Breezeway.Base.Files;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Sync.Commit;

/// <summary>
/// Looks at single paths of the work tree and says what each is, beside the index. A missing file counts as gone only when its directory could be looked at and the work tree is still the
/// file system it was.
/// </summary>
public sealed class WorkTreeReader(AnnexRepository repository, IAddPolicy policy)
{
    readonly FileStat _root = Fs.Stat(repository.Top) ?? throw new FileError("stat", repository.Top, Errno.NoEntry);

    /// <summary>The top directory is the one it was when this was made: neither unmounted nor replaced.</summary>
    public bool RootIsThere => Fs.TryLStat(repository.Top, out var s, out _) && s.Device == _root.Device && s.Inode == _root.Inode;

    /// <param name="moved">Entries that vanished under other names, by inode: a file that turns up again is staged without being read.</param>
    public LocalChange Look(string path, IndexSnapshot index, IReadOnlyDictionary<ulong, IndexEntryView>? moved = null)
    {
        bool known = index.TryGet(path, out var entry);
        if (!Fs.TryLStat(repository.PathOf(path), out var stat, out int errno))
        {
            if (errno is not (Errno.NoEntry or Errno.NotDirectory)) return new LocalChange.Unreadable(path, errno);
            return GoneIsCertain(path) ? new LocalChange.Gone(path) : new LocalChange.Unreadable(path, Errno.NoEntry);
        }
        if (stat.Device != _root.Device) return new LocalChange.None(path);
        if (known && GitMode.IsGitlink(entry.Mode)) return new LocalChange.None(path);
        switch (stat.Kind)
        {
            case FileKind.Symlink: return LookAtLink(path, stat, known, entry);
            case FileKind.Regular: return LookAtFile(path, stat, known, entry, index, moved);
            case FileKind.Directory: return known ? new LocalChange.Gone(path) : new LocalChange.None(path);
            default: return new LocalChange.None(path);
        }
    }

    /// <summary>ENOENT from a directory that we can read (or that is itself certainly gone), on the file system we opened.</summary>
    bool GoneIsCertain(string path)
    {
        if (!RootIsThere) return false;
        for (string dir = Fs.Parent(path); ; dir = Fs.Parent(dir))
        {
            string full = dir == "." ? repository.Top : repository.PathOf(dir);
            if (Fs.TryLStat(full, out var s, out int errno)) return !s.IsDirectory || (s.Device == _root.Device && CanRead(full));
            if (errno is not (Errno.NoEntry or Errno.NotDirectory) || dir == ".") return false;
        }
    }

    static bool CanRead(string directory)
    {
        using var d = FileHandle.TryOpen(directory, OpenMode.Read | OpenMode.Directory, out _);
        return d is not null;
    }

    LocalChange LookAtLink(string path, in FileStat stat, bool known, IndexEntryView entry)
    {
        if (known && GitMode.IsSymlink(entry.Mode) && entry.Stat.Matches(stat)) return new LocalChange.Same(path, entry.Mode, entry.Sha);
        if (!known && policy.IsIgnored(path)) return new LocalChange.None(path);
        return Fs.ReadLink(repository.PathOf(path)) is { } target ? new LocalChange.Link(path, target, stat) : new LocalChange.None(path);
    }

    LocalChange LookAtFile(string path, in FileStat stat, bool known, IndexEntryView entry, IndexSnapshot index, IReadOnlyDictionary<ulong, IndexEntryView>? moved)
    {
        uint mode = stat.IsExecutable ? GitMode.Executable : GitMode.File;
        if (known && entry.Stat.Matches(stat) && entry.Mode == mode) return new LocalChange.Same(path, mode, entry.Sha);
        if (!known && policy.IsIgnored(path)) return new LocalChange.None(path);
        if (known && GitMode.IsRegular(entry.Mode) && SameContent(entry.Stat, stat)) return new LocalChange.Restage(path, mode, entry.Sha, stat);
        if (moved is not null && moved.TryGetValue(stat.Inode, out var before) && GitMode.IsRegular(before.Mode) && SameContent(before.Stat, stat))
            return new LocalChange.Restage(path, mode, before.Sha, stat);
        if (stat.Size is > 0 and <= PointerFile.MaxSize && PointerFile.Read(repository.PathOf(path)) is { } key) return new LocalChange.Pointer(path, key, stat);
        if (Lease.WriterOf(repository.PathOf(path)) == WriterState.Open) return new LocalChange.StillOpen(path);
        // what git tracks as a file of its own stays that
        if (known && GitMode.IsRegular(entry.Mode) && AnnexedFiles.KeyOf(repository, entry) is null) return new LocalChange.Content(path, stat, ToAnnex: false);
        bool annexed = known || policy.GoesToAnnex(path, stat);
        _ = index;
        return new LocalChange.Content(path, stat, annexed);
    }

    /// <summary>Same inode, size and mtime, whatever happened to name and mode.</summary>
    static bool SameContent(in IndexStat was, in FileStat now) => was.Inode == (uint)now.Inode && was.Size == (uint)now.Size
        && was.MtimeSeconds == (uint)now.MtimeSeconds && was.MtimeNanoseconds == now.MtimeNanoseconds && now.Size > 0;
}
