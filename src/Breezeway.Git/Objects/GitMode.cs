namespace Breezeway.Git.Objects;

/// <summary>The modes git gives tree and index entries (octal in its documents).</summary>
public static class GitMode
{
    /// <summary>040000, a directory; only in trees, never in an index we handle.</summary>
    public const uint Tree = 0x4000;

    /// <summary>100644.</summary>
    public const uint File = 0x81A4;

    /// <summary>100755.</summary>
    public const uint Executable = 0x81ED;

    /// <summary>120000.</summary>
    public const uint Symlink = 0xA000;

    /// <summary>160000, a submodule's commit.</summary>
    public const uint Gitlink = 0xE000;

    const uint TypeMask = 0xF000;

    public static bool IsTree(uint mode) => (mode & TypeMask) == Tree;
    public static bool IsSymlink(uint mode) => (mode & TypeMask) == Symlink;
    public static bool IsGitlink(uint mode) => (mode & TypeMask) == Gitlink;

    /// <summary>True for 100644, 100755 and the 100664 of old repositories.</summary>
    public static bool IsRegular(uint mode) => (mode & TypeMask) == 0x8000;

    /// <summary>Octal digits, without leading zero, as trees hold them.</summary>
    public static string ToOctal(uint mode) => Convert.ToString(mode, 8);

    /// <summary>Octal digits to a mode; false when anything else stands there.</summary>
    public static bool TryParse(ReadOnlySpan<byte> octal, out uint mode)
    {
        mode = 0;
        if (octal.Length is 0 or > 7) return false;
        foreach (byte c in octal)
        {
            if (c is < (byte)'0' or > (byte)'7') return false;
            mode = mode << 3 | (uint)(c - '0');
        }
        return true;
    }
}
