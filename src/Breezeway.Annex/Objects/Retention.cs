using System.Globalization;
using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Annex.Objects;

/// <summary>
/// Content retention: what LOCKCONTENT over the P2P protocol leaves beside the object, so that content stays for ten minutes even if the holder
/// is killed (repository.md 3, <c>.rtm</c> and <c>.rtl</c>).
/// </summary>
public static class Retention
{
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>True while the object must not be removed.</summary>
    public static bool IsActive(string objectPath, TimeProvider time)
    {
        if (Fs.TryReadText(objectPath + ".rtm") is not { } text) return false;
        return Seconds(text) is { } until ? until > Now(time) : Fs.LStat(objectPath + ".rtm") is { } s && s.MtimeSeconds + Period.TotalSeconds > (double)Now(time);
    }

    /// <summary>Promises that the content stays until now + 10 minutes; an earlier, longer promise is kept.</summary>
    public static void Promise(AnnexObjects objects, string objectPath, TimeProvider time)
    {
        string dir = Fs.Parent(objectPath);
        objects.Permissions.ThawDirectory(dir);
        using (RecordLock.Exclusive(objectPath + ".rtl"))
        {
            decimal until = Now(time) + (decimal)Period.TotalSeconds;
            if (!(Fs.TryReadText(objectPath + ".rtm") is { } old && Seconds(old) is { } before && before >= until))
                Fs.WriteAtomic(objectPath + ".rtm", ByteText.Bytes(until.ToString(CultureInfo.InvariantCulture) + "s"), durable: true);
        }
        objects.Permissions.FreezeDirectory(dir);
    }

    /// <summary>Takes the promise back (a clean unlock).</summary>
    public static void Withdraw(AnnexObjects objects, string objectPath)
    {
        string dir = Fs.Parent(objectPath);
        objects.Permissions.ThawDirectory(dir);
        Fs.TryUnlink(objectPath + ".rtm");
        Fs.TryUnlink(objectPath + ".rtl");
        if (Fs.Exists(dir)) objects.RemoveDirectories(objectPath);
    }

    static decimal Now(TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds() / 1000m;
    static decimal? Seconds(string text) => decimal.TryParse(text.Trim().TrimEnd('s'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal d) ? d : null;
}
