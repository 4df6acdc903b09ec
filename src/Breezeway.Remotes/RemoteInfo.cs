using Breezeway.Annex;
using Breezeway.Annex.Logs;

namespace Breezeway.Remotes;

/// <summary>A remote of a repository, as its configuration and its logs describe it; nothing has been opened.</summary>
/// <param name="Url">With insteadOf applied; empty for a special remote.</param>
/// <param name="Path">The directory of a <see cref="RemoteKind.Path"/> remote.</param>
/// <param name="Uuid">None when it is not known (yet), or no annex.</param>
/// <param name="Cost">Lower is asked first: 100 for a local path, 200 over a network, or remote.X.annex-cost.</param>
/// <param name="Description">From uuid.log; empty for none.</param>
public sealed record RemoteInfo(RemoteSettings Settings, RemoteKind Kind, string Url, string? Path, Uuid Uuid, double Cost, TrustLevel Trust, string Description)
{
    public string Name => Settings.Name;

    /// <summary>Its content may be used by commands that were not told to use it: it has a uuid, is not dead, and not ignored (annex-ignore).</summary>
    public bool IsUsable => !Uuid.IsNone && !Settings.Ignore && Trust != TrustLevel.Dead;

    /// <summary><c>description [name]</c>, or <c>[name]</c> without one, as lists of repositories show it.</summary>
    public string Shown => Description.Length == 0 || Description == Name ? $"[{Name}]" : $"{Description} [{Name}]";
}
