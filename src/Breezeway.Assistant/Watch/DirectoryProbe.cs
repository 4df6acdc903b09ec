using Breezeway.Base.Files;

namespace Breezeway.Assistant.Watch;

/// <summary>What a look at a place in the tree showed.</summary>
enum Found
{
    /// <summary>A directory, watched now.</summary>
    Directory,
    /// <summary>No directory at that name.</summary>
    Nothing,
    /// <summary>The directory that should hold the name is not where the tree has it: events to come will tell.</summary>
    ParentElsewhere,
    /// <summary>The directory that should hold the name may not be read, so that nothing can be said of the name.</summary>
    ParentUnreadable,
    Unreadable,
    /// <summary>No watches (or descriptors) left.</summary>
    Limit,
}

/// <summary>Opens directories of the tree and watches just what was opened. Stateless; any thread.</summary>
sealed class DirectoryProbe(Inotify inotify, string top)
{
    const InotifyMask Base = InotifyMask.OnlyDirectory | InotifyMask.ExcludeUnlinked | InotifyMask.Created | InotifyMask.Deleted | InotifyMask.MovedFrom
        | InotifyMask.MovedTo | InotifyMask.ClosedWrite | InotifyMask.Attributes;

    /// <summary>What is watched of a directory; also of a nested repository, of which only its <c>.git</c> matters.</summary>
    static InotifyMask MaskOf(WatchNode n) => n is { Parent: null, Name: "" } ? Base | InotifyMask.MovedSelf | InotifyMask.DeletedSelf : Base;

    const OpenMode Mode = OpenMode.Read | OpenMode.Directory | OpenMode.NonBlocking;

    /// <summary>The path to hand to the system.</summary>
    public string Absolute(string path) => path.Length == 0 ? top : top == "/" ? "/" + path : $"{top}/{path}";

    /// <summary>Opens and watches the directory of a node at the path it has in the tree, whatever it is. The file is the caller's.</summary>
    public Found Open(WatchNode node, out FileHandle? file, out int wd)
    {
        // The top may be reached through a symlink, as the user named it; below it none is followed.
        var mode = node.Parent is null ? Mode : Mode | OpenMode.NoFollow;
        return Watch(Absolute(node.Path), mode, MaskOf(node), out file, out wd);
    }

    /// <summary>
    /// Opens and watches the directory of a name in a directory of which it is made sure that it is the one the tree means. The inode that is
    /// opened is the one that is watched: no rename on the way can mix them up. <paramref name="live"/> says of a wd whether the tree has it.
    /// </summary>
    public Found Open(Slot slot, Predicate<int> live, out FileHandle? file, out int wd)
    {
        var found = Open(slot.Parent, out var parent, out int parentWd);
        using (parent)
        {
            file = null; wd = -1;
            if (found is Found.Directory && parentWd != slot.Parent.Wd)
            {
                if (!live(parentWd)) inotify.Remove(parentWd);
                return Found.ParentElsewhere;
            }
            return found switch
            {
                Found.Directory => Watch($"{parent!.ProcPath}/{slot.Name}", Mode | OpenMode.NoFollow, Base, out file, out wd),
                Found.Nothing => Found.ParentElsewhere,
                Found.Limit => Found.ParentElsewhere,   // a directory with a watch needs no new one: so it is another
                _ => Found.ParentUnreadable,
            };
        }
    }

    Found Watch(string path, OpenMode mode, InotifyMask mask, out FileHandle? file, out int wd)
    {
        wd = -1;
        file = FileHandle.TryOpen(path, mode, out int errno);
        if (file is null) return FromErrno(errno);
        wd = inotify.Add(file, mask, out errno);
        if (wd >= 0) return Found.Directory;
        file.Dispose(); file = null;
        return FromErrno(errno);
    }

    const int TooManyFiles = 24, TooManyFilesOfSystem = 23;

    static Found FromErrno(int errno) => errno switch
    {
        Errno.NoEntry or Errno.NotDirectory or Errno.TooManySymlinks => Found.Nothing,
        Errno.NoSpace or Errno.NoMemory or TooManyFiles or TooManyFilesOfSystem => Found.Limit,
        _ => Found.Unreadable,
    };
}
