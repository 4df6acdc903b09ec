namespace Breezeway.Base.Files;

public enum FileKind { Regular, Directory, Symlink, Other }

/// <summary>What stat says of a file. Times are seconds since 1970 and nanoseconds; sizes are bytes.</summary>
public readonly record struct FileStat(ulong Device, ulong Inode, uint Mode, uint Links, uint Uid, uint Gid, long Size,
    long MtimeSeconds, uint MtimeNanoseconds, long CtimeSeconds, uint CtimeNanoseconds)
{
    public FileKind Kind => (Mode & 0xF000) switch { 0x8000 => FileKind.Regular, 0x4000 => FileKind.Directory, 0xA000 => FileKind.Symlink, _ => FileKind.Other };
    public bool IsRegular => Kind == FileKind.Regular;
    public bool IsDirectory => Kind == FileKind.Directory;
    public bool IsSymlink => Kind == FileKind.Symlink;
    /// <summary>The twelve permission bits.</summary>
    public uint Permissions => Mode & 0xFFF;
    public bool IsExecutable => (Mode & 0x40) != 0;

    /// <summary>True when nothing shows that the file's content changed between the two looks.</summary>
    public bool SameContentAs(in FileStat o) => Device == o.Device && Inode == o.Inode && Size == o.Size && MtimeSeconds == o.MtimeSeconds
        && MtimeNanoseconds == o.MtimeNanoseconds && (Mode & 0xF000) == (o.Mode & 0xF000);

    /// <summary>A device number as glibc's makedev puts it together.</summary>
    public static ulong MakeDevice(uint major, uint minor) =>
        (minor & 0xff) | ((ulong)(major & 0xfff) << 8) | ((ulong)(minor & ~0xffu) << 12) | ((ulong)(major & ~0xfffu) << 32);

    internal static unsafe FileStat From(in Native.StatXBuffer b) => new(MakeDevice(b.DevMajor, b.DevMinor),
        b.Inode, b.Mode, b.Links, b.Uid, b.Gid, (long)b.Size, b.Mtime.Seconds, b.Mtime.Nanoseconds, b.Ctime.Seconds, b.Ctime.Nanoseconds);
}
