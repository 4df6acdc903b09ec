using Breezeway.Base.Files;
using Breezeway.Git.Config;

namespace Breezeway.Git.Objects;

/// <summary>core.sharedRepository: which permissions files and directories get beyond what the umask leaves.</summary>
/// <param name="Bits">Permission bits for a file; 0: leave it to the umask.</param>
/// <param name="Exact">The bits replace what the umask left, rather than being added.</param>
public readonly record struct SharedRepository(uint Bits, bool Exact = false)
{
    const uint Group = 0x1B0, Everybody = 0x1B4, Permissions = 0x1FF, SetGroupId = 0x400;

    public static SharedRepository Of(GitConfig config) => Parse(config.Has("core.sharedrepository") ? config.Get("core.sharedrepository") ?? "" : "umask");

    /// <summary>As git reads the setting; what it does not know counts as unset.</summary>
    public static SharedRepository Parse(string value)
    {
        switch (value)
        {
            case "umask": return default;
            case "group": return new(Group);
            case "all" or "world" or "everybody": return new(Everybody);
        }
        if (!TryOctal(value, out uint mode)) return GitConfig.ParseBool(value) == true ? new(Group) : default;
        return mode switch
        {
            0 => default,
            1 => new(Group),
            2 => new(Everybody),
            _ => (mode & 0x180) == 0x180 ? new(mode & 0x1B6, Exact: true) : default,
        };
    }

    static bool TryOctal(string value, out uint mode)
    {
        mode = 0;
        if (value.Length is 0 or > 6) return false;
        foreach (char c in value)
        {
            if (c is < '0' or > '7') return false;
            mode = mode << 3 | (uint)(c - '0');
        }
        return true;
    }

    /// <summary>The mode a file of this mode is to have; for directories <see cref="AdjustDirectory"/>.</summary>
    public uint ModeOf(uint mode)
    {
        uint bits = Bits;
        if ((mode & 0x80) == 0) bits &= ~0x92u;          // read-only stays read-only
        if ((mode & 0x40) != 0) bits |= (bits & 0x124) >> 2;   // who may read it may execute it
        return Exact ? mode & ~Permissions | bits : mode | bits;
    }

    /// <summary>Sets the mode of a file just made.</summary>
    public void AdjustFile(FileHandle file)
    {
        if (Bits == 0) return;
        uint mode = file.Stat().Permissions, wanted = ModeOf(mode);
        if (mode != wanted) file.SetPermissions(wanted);
    }

    /// <summary>Sets the mode of a directory just made: who may read may enter, and the group is inherited.</summary>
    public void AdjustDirectory(string path)
    {
        if (Bits == 0 || Fs.LStat(path) is not { } stat) return;
        uint wanted = ModeOf(stat.Permissions);
        wanted |= (wanted & 0x124) >> 2 | SetGroupId;
        if (wanted != stat.Permissions) Fs.TrySetPermissions(path, wanted);
    }
}
