using Breezeway.Annex.Logs;
using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Git.Config;

namespace Breezeway.Annex.Init;

/// <summary>
/// Brings a repository to the newest version when it is touched (repository.md 8): up to 9 at once; 10 one year after that upgrade, as long as programs may be about that lock
/// content in the old way. A repository made at 9 goes on at once.
/// </summary>
public static class Upgrade
{
    static readonly TimeSpan Wait = TimeSpan.FromDays(365);

    static string LogOf(AnnexRepository repository) => $"{repository.AnnexDirectory}/upgrade.log";

    /// <summary>True when the version changed and the settings are to be read again.</summary>
    public static bool Automatic(AnnexRepository repository) => repository.Config.GetBool("annex.autoupgraderepository", true) && Run(repository, force: false);

    /// <param name="force">Go to 10 now, though others may lock content in the old way (the upgrade command).</param>
    public static bool Run(AnnexRepository repository, bool force)
    {
        long version = repository.Settings.Version ?? 10;
        if (version >= 10) return false;
        if (version < 9)
        {
            if (version < 8) Modernise(repository);
            if (!repository.IsBare) SmudgeFilter.ConfigureProcess(repository);
            SetVersion(repository, 9);
            if (!force) return true;
        }
        if (!force && UpgradedTo(repository, 9) is { } at && repository.Time.GetUtcNow() - at < Wait) return version < 9;
        return ToTen(repository, force) || version < 9;
    }

    static void Modernise(AnnexRepository repository)
    {
        if (repository.IsBare) return;
        SmudgeFilter.Configure(repository, process: true);
        foreach (var hook in Hook.First.Concat(Hook.Last)) hook.Install(repository);
    }

    /// <summary>Whoever locks content in the old way holds the sentinal meanwhile, so it has to be ours alone.</summary>
    static bool ToTen(AnnexRepository repository, bool force)
    {
        if (!force && RecordLock.HolderOf($"{repository.AnnexDirectory}/daemon.pid") != 0) return false;
        repository.Permissions.MakeDirectories(repository.AnnexDirectory);
        using var held = RecordLock.TryTake($"{repository.AnnexDirectory}/sentinal", exclusive: true);
        if (held is null) return false;
        SetVersion(repository, 10);
        return true;
    }

    static void SetVersion(AnnexRepository repository, int version)
    {
        GitConfig.Set(repository.Top, "annex.version", version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        repository.Permissions.MakeDirectories(repository.AnnexDirectory);
        long ms = repository.Time.GetUtcNow().ToUnixTimeMilliseconds();
        string line = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{version} {ms / 1000}.{ms % 1000:D3}s\n");
        using var held = RecordLock.Exclusive($"{repository.AnnexDirectory}/upgrade.lck");
        Fs.WriteAtomic(LogOf(repository), ByteText.Bytes((Fs.TryReadText(LogOf(repository)) ?? "") + line));
    }

    static DateTimeOffset? UpgradedTo(AnnexRepository repository, int version)
    {
        DateTimeOffset? last = null;
        foreach (var line in (Fs.TryReadText(LogOf(repository)) ?? "").Split('\n'))
        {
            var w = line.Split(' ');
            if (w.Length == 2 && w[0] == version.ToString(System.Globalization.CultureInfo.InvariantCulture) && LogTime.TryParse(w[1], out _)
                && decimal.TryParse(w[1].TrimEnd('s'), System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out decimal seconds)
                && seconds < 253402300799m) last = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        }
        return last;
    }
}
