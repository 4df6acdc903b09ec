using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Base.Processes;

/// <summary>What the system knows of its users.</summary>
public static unsafe partial class Users
{
    // struct passwd of glibc: name, password, uid, gid, gecos, directory, shell
    [StructLayout(LayoutKind.Sequential)]
    struct Entry { internal byte* Name, Password; internal uint Uid, Gid; internal byte* Gecos, Directory, Shell; }

    [LibraryImport("libc", EntryPoint = "getpwnam_r")]
    private static partial int ByName([MarshalUsing(typeof(PathMarshaller))] string name, Entry* entry, byte* buffer, nuint size, Entry** found);

    /// <summary>The home directory of a user, by the login name; null for none such.</summary>
    public static string? HomeOf(string name)
    {
        const int Size = 64 * 1024;
        var buffer = new byte[Size];
        Entry entry;
        Entry* found;
        fixed (byte* b = buffer)
            return ByName(name, &entry, b, Size, &found) == 0 && found != null && entry.Directory != null
                ? ByteText.From(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry.Directory)) : null;
    }
}
