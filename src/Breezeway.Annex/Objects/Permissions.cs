using Breezeway.Base.Files;

namespace Breezeway.Annex.Objects;

/// <summary>The modes of what lies in the annex, by core.sharedRepository (repository.md 2.5).</summary>
/// <param name="Group">group or true.</param>
/// <param name="All">all, world or everybody.</param>
/// <param name="Mode">The bits of a <c>0xxx</c> setting.</param>
/// <param name="Crippled">On a crippled file system nothing is changed.</param>
public sealed record Permissions(bool Group = false, bool All = false, uint? Mode = null, bool Crippled = false)
{
    const uint AllWrite = 0x92, GroupRead = 0x20, AllRead = 0x124, OwnerRead = 0x100, OwnerWrite = 0x80;

    bool Shared => Group || All || Mode is not null;

    public static Permissions Parse(string? sharedRepository, bool crippled)
    {
        string v = (sharedRepository ?? "").ToLowerInvariant();
        return v switch
        {
            "" or "umask" or "false" or "0" => new(Crippled: crippled),
            "group" or "true" or "1" => new(Group: true, Crippled: crippled),
            "all" or "world" or "everybody" or "2" => new(Group: true, All: true, Crippled: crippled),
            _ when v[0] == '0' && v.All(c => c is >= '0' and <= '7') => new(Mode: Convert.ToUInt32(v, 8) & 0x1FF, Crippled: crippled),
            _ => new(Crippled: crippled),
        };
    }

    /// <summary>An object's mode from what it has: no write bits, readable by the owner (and whom the setting names).</summary>
    public uint ObjectMode(uint mode)
    {
        if (Mode is uint m) return (m & ~AllWrite) | OwnerRead;
        mode = (mode & 0xFFF & ~AllWrite) | OwnerRead;
        if (All) mode |= AllRead; else if (Group) mode |= GroupRead;
        return mode;
    }

    /// <summary>Mode of an unlocked work tree file, from what it has.</summary>
    public uint WorkTreeMode(uint mode)
    {
        if (Mode is uint m) return m | (mode & 0x49 & (m >> 2));
        mode |= OwnerWrite | OwnerRead;
        if (Group || All) mode |= 0x30;
        return All ? mode | AllRead : mode;
    }

    /// <summary>Mode of directories and files made below annex/: null leaves the umask alone.</summary>
    public uint? DirectoryMode => Mode is uint m ? m | ((m & AllRead) >> 2) | 0x400 : All ? 0x5FDu : Group ? 0x5FDu : null;
    public uint? StateFileMode => Mode ?? (All || Group ? 0x1B4u : null);

    public void Freeze(string obj)
    {
        if (Crippled || Fs.LStat(obj) is not { } s) return;
        uint mode = ObjectMode(s.Permissions);
        if (mode != s.Permissions) Fs.SetPermissions(obj, mode);
    }

    public void Thaw(string obj)
    {
        if (Crippled || Fs.LStat(obj) is not { } s) return;
        uint mode = WorkTreeMode(s.Permissions);
        if (mode != s.Permissions) Fs.TrySetPermissions(obj, mode);
    }

    /// <summary>Takes the write bits off a key's directory.</summary>
    public void FreezeDirectory(string dir)
    {
        if (Crippled || Fs.LStat(dir) is not { } s) return;
        uint mode = s.Permissions & ~AllWrite;
        if (mode != s.Permissions) Fs.TrySetPermissions(dir, mode);
    }

    public void ThawDirectory(string dir)
    {
        if (Crippled || Fs.LStat(dir) is not { } s) return;
        uint mode = s.Permissions | OwnerWrite | (Group ? 0x10u : 0) | (Mode is uint m ? m & 0x10 : 0);
        if (mode != s.Permissions) Fs.TrySetPermissions(dir, mode);
    }

    /// <summary>Directories below the annex with the mode the setting asks for.</summary>
    public void MakeDirectories(string path)
    {
        if (Fs.IsDirectory(path)) return;
        string parent = Fs.Parent(path);
        if (parent != path && parent != "." && !Fs.IsDirectory(parent)) MakeDirectories(parent);
        if (Fs.MakeDirectory(path) && DirectoryMode is uint m && !Crippled) Fs.TrySetPermissions(path, m);
    }

    public bool IsShared => Shared;
}
