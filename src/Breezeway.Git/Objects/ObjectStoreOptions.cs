using Breezeway.Git.Config;

namespace Breezeway.Git.Objects;

/// <summary>How objects are kept.</summary>
public sealed record ObjectStoreOptions
{
    /// <summary>Each loose object is on the disk before it gets its name. Without it, a caller makes many durable at once by syncfs.</summary>
    public bool SyncLoose { get; init; }

    /// <summary>The same for packs.</summary>
    public bool SyncPacks { get; init; } = true;

    public SharedRepository Shared { get; init; }

    /// <summary>Bytes of trees kept in memory.</summary>
    public long TreeCacheSize { get; init; } = 16 << 20;

    /// <summary>What core.fsync, core.fsyncObjectFiles and core.sharedRepository say.</summary>
    public static ObjectStoreOptions Of(GitConfig config)
    {
        bool loose = config.GetBool("core.fsyncobjectfiles"), packs = true;
        foreach (string part in (config.Get("core.fsync") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            bool on = part[0] != '-';
            switch (part.TrimStart('-'))
            {
                case "none": (loose, packs) = (false, false); break;
                case "loose-object": loose = on; break;
                case "pack": packs = on; break;
                case "objects" or "committed" or "added" or "all": (loose, packs) = (on, on); break;
                case "default": (loose, packs) = (!on && loose, on); break;
            }
        }
        return new ObjectStoreOptions { SyncLoose = loose, SyncPacks = packs, Shared = SharedRepository.Of(config) };
    }
}
