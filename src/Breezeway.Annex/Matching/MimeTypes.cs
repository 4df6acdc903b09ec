using System.Runtime.InteropServices;
using Breezeway.Base;
using Breezeway.Base.Processes;
using Breezeway.Base.Text;

namespace Breezeway.Annex.Matching;

/// <summary>
/// What kind of content a file has, as <c>file --mime-type</c> and <c>--mime-encoding</c> say: by libmagic where it is installed, else by that program. Throws
/// <see cref="UserError"/> where neither is there. Thread-safe.
/// </summary>
public static unsafe partial class MimeTypes
{
    const int MimeType = 0x10, MimeEncoding = 0x400;

    static readonly Lock s_lock = new();
    static readonly nint[] s_cookies = new nint[2];
    static bool s_noLibrary;

    /// <summary><c>text/plain</c>; null when it cannot be told.</summary>
    public static string? TypeOf(string path) => Ask(path, MimeType, 0, "--mime-type");

    /// <summary><c>us-ascii</c>, <c>binary</c>; null when it cannot be told.</summary>
    public static string? EncodingOf(string path) => Ask(path, MimeEncoding, 1, "--mime-encoding");

    static string? Ask(string path, int flags, int slot, string option)
    {
        lock (s_lock)
        {
            if (!s_noLibrary)
                try { return AskLibrary(path, flags, slot); }
                catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException) { s_noLibrary = true; }
        }
        return AskProgram(path, option);
    }

    static string? AskLibrary(string path, int flags, int slot)
    {
        if (s_cookies[slot] == 0)
        {
            nint cookie = Open(flags);
            if (cookie == 0 || Load(cookie, null) != 0) { s_noLibrary = true; return AskProgram(path, flags == MimeType ? "--mime-type" : "--mime-encoding"); }
            s_cookies[slot] = cookie;
        }
        byte[] name = [.. ByteText.Bytes(path), 0];
        fixed (byte* p = name)
        {
            byte* answer = File(s_cookies[slot], p);
            return answer == null ? null : ByteText.From(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(answer));
        }
    }

    static string? AskProgram(string path, string option)
    {
        try
        {
            var r = Child.Run(new Command("file", "-b", option, "--", path));
            return r.Ok ? r.Text.Trim() : null;
        }
        catch (Base.Files.FileError) { throw new UserError("mimetype= and mimeencoding= need libmagic or the program file; install one of them"); }
    }

    [LibraryImport("libmagic.so.1", EntryPoint = "magic_open")]
    private static partial nint Open(int flags);
    [LibraryImport("libmagic.so.1", EntryPoint = "magic_load")]
    private static partial int Load(nint cookie, byte* database);
    [LibraryImport("libmagic.so.1", EntryPoint = "magic_file")]
    private static partial byte* File(nint cookie, byte* path);
}
