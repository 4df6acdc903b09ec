using System.Runtime.InteropServices;
using Breezeway.Base.Files;

namespace Breezeway.Assistant.Tests;

/// <summary>A temporary directory and short words for what tests do in it. Paths are byte text, relative to it.</summary>
public sealed class TempTree : IDisposable
{
    public string Top { get; } = Directory.CreateTempSubdirectory($"bw-{Environment.ProcessId}-").FullName;

    public string At(string path) => path.Length == 0 ? Top : $"{Top}/{path}";

    public void Write(string path, string content = "x") => Fs.WriteText(At(path), content);
    public void Dir(string path) => Fs.MakeDirectories(At(path));
    public void Move(string from, string to) => Fs.Rename(At(from), At(to));
    public void Delete(string path) => Fs.RemoveTree(At(path));
    public void Link(string from, string to) => Fs.Link(At(from), At(to));
    public void Symlink(string target, string path) => Fs.Symlink(target, At(path));
    public FileHandle OpenForWrite(string path) => FileHandle.Open(At(path), OpenMode.ReadWrite | OpenMode.Create);

    /// <summary>A directory outside of it, on the same file system, removed with it.</summary>
    public string Outside { get { Directory.CreateDirectory(Top + ".out"); return Top + ".out"; } }

    public void Dispose()
    {
        Fs.RemoveTree(Top);
        Fs.RemoveTree(Top + ".out");
    }
}

/// <summary>System calls that only tests need.</summary>
static partial class Sys
{
    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint MMap(nint at, nint length, int protection, int flags, int fd, nint offset);
    [LibraryImport("libc", EntryPoint = "munmap")]
    internal static partial int MUnmap(nint at, nint length);
    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Mount(string source, string target, string type, nuint flags, string? data);
    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unmount(string target, int flags);
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint SetThreadUser(nint number, nint real, nint effective, nint saved);

    /// <summary>The effective user of the calling thread alone (the libc function would change all threads).</summary>
    internal static void BecomeUser(int user) => Assert.Equal(0, SetThreadUser(117 /* setresuid */, -1, user, -1));

    internal static bool IsRoot => Fs.EffectiveUser == 0;
}
