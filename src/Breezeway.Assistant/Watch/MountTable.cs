using Breezeway.Base.Files;

namespace Breezeway.Assistant.Watch;

/// <summary>One mounted file system. All text is byte text with the kernel's octal escapes undone.</summary>
/// <param name="Id">Unique among what is mounted now; used again later.</param>
/// <param name="Device">As <see cref="FileStat.Device"/> has it, where the file system has one device number (btrfs subvolumes differ).</param>
/// <param name="Root">The directory within the file system that is to be seen at the mount point.</param>
/// <param name="Source">What was mounted ("/dev/sdb1", "tmpfs", "host:/export").</param>
/// <param name="Options">Of this mount ("rw,nosuid").</param>
public sealed record Mount(int Id, int ParentId, ulong Device, string Root, string Point, string FileSystem, string Source, string Options)
{
    public bool IsReadOnly => Options == "ro" || Options.StartsWith("ro,", StringComparison.Ordinal);
}

/// <summary>What is mounted where, and word of its changes (/proc/self/mountinfo, proc(5)).</summary>
public sealed class MountTable : IDisposable
{
    const string Source = "/proc/self/mountinfo";

    readonly FileHandle _file = FileHandle.Open(Source, OpenMode.Read);
    readonly WakeUp _wakeUp = new();

    /// <summary>What is mounted now, in the order of mounting; of two at the same point the later one hides the earlier.</summary>
    public static IReadOnlyList<Mount> Read() => Parse(Fs.ReadText(Source));

    /// <summary>
    /// Waits until something was mounted, unmounted or remounted since this object was made or the last wait ended. One thread at a time,
    /// which it blocks. Throws <see cref="OperationCanceledException"/>.
    /// </summary>
    public void WaitForChange(CancellationToken token)
    {
        using var registration = token.Register(_wakeUp.Signal);
        while (true)
        {
            token.ThrowIfCancellationRequested();
            // The kernel keeps "seen up to here" with the open file: each POLLPRI is given once, and none is lost in between.
            if ((_wakeUp.Wait(_file, PollEvents.Priority, null, out _) & (PollEvents.Priority | PollEvents.Error)) != 0) return;
        }
    }

    public void Dispose() { _file.Dispose(); _wakeUp.Dispose(); }

    /// <summary>
    /// A line is "id parent major:minor root point options [optional fields] - type source super-options". Lines that are not are left out.
    /// </summary>
    internal static IReadOnlyList<Mount> Parse(string text)
    {
        var mounts = new List<Mount>();
        foreach (var line in text.Split('\n'))
            if (ParseLine(line.Split(' ')) is { } m) mounts.Add(m);
        return mounts;
    }

    static Mount? ParseLine(string[] f)
    {
        int dash = Array.IndexOf(f, "-", Math.Min(6, f.Length));
        if (dash < 0 || f.Length < dash + 3) return null;
        if (!int.TryParse(f[0], out int id) || !int.TryParse(f[1], out int parent)) return null;
        if (f[2].Split(':') is not [var major, var minor] || !uint.TryParse(major, out uint high) || !uint.TryParse(minor, out uint low)) return null;
        return new Mount(id, parent, FileStat.MakeDevice(high, low), Unescape(f[3]), Unescape(f[4]), f[dash + 1], Unescape(f[dash + 2]), f[5]);
    }

    /// <summary>Space, tab, newline, backslash and # come as a backslash and three octal digits.</summary>
    internal static string Unescape(string s)
    {
        if (!s.Contains('\\')) return s;
        var to = new System.Text.StringBuilder(s.Length);
        for (int i = 0; i < s.Length; i++)
            if (s[i] == '\\' && i + 3 < s.Length && s[i + 1] is >= '0' and <= '3' && IsOctal(s[i + 2]) && IsOctal(s[i + 3]))
            {
                to.Append((char)(((s[i + 1] - '0') << 6) | ((s[i + 2] - '0') << 3) | (s[i + 3] - '0')));
                i += 3;
            }
            else to.Append(s[i]);
        return to.ToString();
    }

    static bool IsOctal(char c) => c is >= '0' and <= '7';
}
