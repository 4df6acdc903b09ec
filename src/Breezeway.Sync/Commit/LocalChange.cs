using Breezeway.Base.Files;
using Breezeway.Git.Objects;

namespace Breezeway.Sync.Commit;

/// <summary>What a look at one path of the work tree, beside its index entry, comes to.</summary>
public abstract record LocalChange(string Path)
{
    /// <summary>Nothing to stage; the path still takes part in the commit, as it may be staged and not committed.</summary>
    public sealed record Same(string Path, uint Mode, Sha Sha) : LocalChange(Path);
    /// <summary>In the index and gone from a readable directory.</summary>
    public sealed record Gone(string Path) : LocalChange(Path);
    /// <summary>The same blob with new stat data or at a new path: nothing is read or hashed.</summary>
    public sealed record Restage(string Path, uint Mode, Sha Sha, FileStat Stat) : LocalChange(Path);
    /// <summary>A symlink or pointer file, to be staged as it is.</summary>
    public sealed record Link(string Path, string Target, FileStat Stat) : LocalChange(Path);
    public sealed record Pointer(string Path, Annex.Keys.Key Key, FileStat Stat) : LocalChange(Path);
    /// <summary>Content for the annex, or for git.</summary>
    public sealed record Content(string Path, FileStat Stat, bool ToAnnex) : LocalChange(Path);
    /// <summary>Somebody has it open for writing.</summary>
    public sealed record StillOpen(string Path) : LocalChange(Path);
    /// <summary>Cannot be looked at; what the system says.</summary>
    public sealed record Unreadable(string Path, int Code) : LocalChange(Path);
    /// <summary>Not ours to care for: ignored, a device, a directory, a nested repository.</summary>
    public sealed record None(string Path) : LocalChange(Path);
}
