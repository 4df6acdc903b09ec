namespace Breezeway.Base.Files;

/// <summary>The bits of inotify(7): what to watch for, how, and what happened.</summary>
[Flags]
public enum InotifyMask : uint
{
    None = 0,
    Modified = 0x2, Attributes = 0x4, ClosedWrite = 0x8, MovedFrom = 0x40, MovedTo = 0x80, Created = 0x100, Deleted = 0x200,
    DeletedSelf = 0x400, MovedSelf = 0x800,
    /// <summary>Comes unasked: the file system was unmounted. <see cref="Ignored"/> follows.</summary>
    Unmounted = 0x2000,
    /// <summary>Comes unasked, with wd -1: the queue was full, and any number of events is lost.</summary>
    Overflow = 0x4000,
    /// <summary>Comes unasked: the watch is gone (removed, or what it watched is). Its wd is not used again.</summary>
    Ignored = 0x8000,
    OnlyDirectory = 0x0100_0000, DontFollow = 0x0200_0000,
    /// <summary>No events for names that were unlinked while their file is still open.</summary>
    ExcludeUnlinked = 0x0400_0000,
    /// <summary>The event's name is a directory.</summary>
    IsDirectory = 0x4000_0000,
}

/// <summary>One event of a watch.</summary>
/// <param name="Wd">The watch; -1 for <see cref="InotifyMask.Overflow"/>.</param>
/// <param name="Cookie">The same number on both halves of one rename, else 0.</param>
/// <param name="Name">Byte text, the name within the watched directory; empty when the event is about the watched thing itself.</param>
public readonly record struct InotifyEvent(int Wd, InotifyMask Mask, uint Cookie, string Name)
{
    public bool Has(InotifyMask any) => (Mask & any) != 0;
    public bool IsDirectory => Has(InotifyMask.IsDirectory);
    public bool IsOverflow => Has(InotifyMask.Overflow);
}
